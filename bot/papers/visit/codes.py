"""The codes of what is found at visits.

A code stands only where it says all that is known of the finding and no more: where the sample,
the method or the drug makes a difference and is not known here, the text stands alone.
"""

from collections.abc import Mapping
from types import MappingProxyType

from core.response.visit import Measure

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
CODES: Mapping[Measure, tuple[str, str]] = MappingProxyType(
    {
        Measure.CK: ("2157-6", "Creatine kinase [Enzymatic activity/volume] in Serum or Plasma"),
        Measure.ALDOLASE: ("1761-6", "Aldolase [Enzymatic activity/volume] in Serum or Plasma"),
        Measure.ALT: (
            "1742-6",
            "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma",
        ),
        Measure.AST: (
            "1920-8",
            "Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma",
        ),
        Measure.LDH: (
            "2532-0",
            "Lactate dehydrogenase [Enzymatic activity/volume] in Serum or Plasma",
        ),
        Measure.HAEMOGLOBIN: ("718-7", "Hemoglobin [Mass/volume] in Blood"),
        Measure.WHITE_CELLS: ("26464-8", "Leukocytes [#/volume] in Blood"),
        Measure.NEUTROPHILS: ("26499-4", "Neutrophils [#/volume] in Blood"),
        Measure.LYMPHOCYTES: ("26474-7", "Lymphocytes [#/volume] in Blood"),
        Measure.PLATELETS: ("26515-7", "Platelets [#/volume] in Blood"),
        Measure.EOSINOPHILS: ("26449-9", "Eosinophils [#/volume] in Blood"),
        Measure.MCV: ("30428-7", "MCV [Entitic mean volume] in Red Blood Cells"),
        Measure.CREATININE: ("14682-9", "Creatinine [Moles/volume] in Serum or Plasma"),
        Measure.EGFR: (
            "69405-9",
            "Glomerular filtration rate/1.73 sq M.predicted [Volume Rate/Area]"
            " in Serum, Plasma or Blood",
        ),
        Measure.ALBUMIN: ("1751-7", "Albumin [Mass/volume] in Serum or Plasma"),
        Measure.GGT: (
            "2324-2",
            "Gamma glutamyl transferase [Enzymatic activity/volume] in Serum or Plasma",
        ),
        Measure.BILIRUBIN: ("14631-6", "Bilirubin.total [Moles/volume] in Serum or Plasma"),
        Measure.HBA1C: ("59261-8", "Hemoglobin A1c/Hemoglobin.total in Blood by IFCC protocol"),
        Measure.POTASSIUM: ("2823-3", "Potassium [Moles/volume] in Serum or Plasma"),
        Measure.MAGNESIUM: ("2601-3", "Magnesium [Moles/volume] in Serum or Plasma"),
        Measure.IMMUNOGLOBULIN_G: ("2465-3", "IgG [Mass/volume] in Serum or Plasma"),
        Measure.SYSTOLIC: ("8480-6", "Systolic blood pressure"),
        Measure.DIASTOLIC: ("8462-4", "Diastolic blood pressure"),
        Measure.FVC: ("19872-1", "FVC measured/predicted"),
        Measure.CORTISOL: ("14675-3", "Cortisol [Moles/volume] in Serum or Plasma"),
        Measure.WEIGHT: ("29463-7", "Body weight"),
    }
)
UNITS: Mapping[str, str] = MappingProxyType(
    {
        "units per L": "U/L",
        "g per L": "g/L",
        "times 10 to the power 9 per L": "10*9/L",
        "fL": "fL",
        "micromol per L": "umol/L",
        "mL per min per 1.73 m2": "mL/min/{1.73_m2}",
        "mmol per L": "mmol/L",
        "mmol per mol": "mmol/mol",
        "nmol per L": "nmol/L",
        "ng per mL": "ng/mL",
        "ng per L": "ng/L",
        "mmHg": "mm[Hg]",
        "percent": "%",
        "percent predicted": "%",
        "kg": "kg",
    }
)
UNITLESS: Mapping[Measure, str] = MappingProxyType(
    {Measure.INR: "{INR}", Measure.CHAIR_STANDS: "{count}"}
)
