"""What each rule must find, and what it must let pass."""

BAD = {
    "D01": ("predniSONE 15.0 mg", "5.50 mg a day", "Weight 70.0 kg", "12.50 to 15 mg"),
    "D02": ("Take .5 mg", "factor .75 per kg", "from 2 to .5 mg"),
    "D03": ("predniSONE 10mg", "weighs 70kg", "2.5mL of liquid", "The pulse is 1g"),
    "D04": ("The dose is 15 mg.", "She weighs 70 kg. Go on", "Draw 5 mL."),
    "D05": ("a pulse of 1000 mg", "6090 mg in all", "1500 to 2000 mg", "12000 units"),
    "D06": (
        "Start MTX once baseline tests are in", "AZA needs TPMT", "MMF first", "Add IVIg early",
        "TMP-SMX is held back", "RTX or CYC", "Pred as planned",
    ),
    "D07": ("Severe DM", "PM without a rash", "This is IMNM", "IBM: no plan", "JDM, 8 years"),
    "D08": (
        "5 mg QD", "5 mg b.i.d. with food", "TDS after meals", "one dose q2w", "5 mg od",
        "PRN only", "take it biweekly", "5 mg HS", "bi-weekly blood tests",
    ),
    "D09": ("50 µg of it", "50 μg of it", "50 ug of it", "50ug of it", "800 IU a day",
            "10 U before food", "5 cc", "10 mgs", "20 MG once", "5 ml of liquid"),
    "D10": ("500 mg IV for three days", "given SC", "5 mg PO", "5 mg p.o. in the morning",
            "sub q once", "SubQ only", "per os", "an i.v. course"),
    "D11": ("1 mg/kg", "60 mg / day", "10 mg/mL", "30/kg at most", "tablets of 160/800 mg"),
    "D12": ("doses ≥ 20 mg", "under <b>5</b> &lt; 10", "weeks > 4", "30 mg → 25 mg", "10 + 5",
            "skin & lungs", "give ± 5 mg", "ask @somebody"),
    "D13": ("every 2-4 weeks", "for 3 – 6 months", "10—15 mg", "25 mg-50 mg", "2-4-week holds",
            "30-250 kg"),
    "D14": (
        "on 07/12/2026", "on 7.12.26", "on 2026-12-07", "at 2026-12-07T09Z", "on 7-Dec-2026",
        "on 07-DEC-2026", "on 07-Dec-26", "on 07-Dec", "on 31-Feb-2027", "on 29-Feb-2027",
        "on 7 December 2026", "on the 7th of December", "on December 7, 2026", "Dec 7th",
        "Tuesday 07-Dec-2026", "Mon 07-Dec-2026", "on 07-December-2026",
    ),
    "D15": ("Take it today", "Tomorrow: 55 mg", "blood tests in 3 days", "Next week a step",
            "due since yesterday"),
    "D16": ("sent at 20:00", "at 24:00 UTC", "at 00:00 UTC", "before 8 am", "at 12 p.m.",
            "at 20:00 CET", "at 06:00 Mars/Olympus", "at 06:00 or 08:00 to the team",
            "at 20:00 local time", "8 AM sharp"),
    "D17": ("Weight: None", "dose nan", "dose {dose_mg}", "Decimal('5')", "age null", "Hello {}"),
    "D18": ("pass\u200bword", "\u202e70", "70\ufeff", "soft\u00adhyphen", "NUL\x00", "a\u2066b"),
    "D19": (
        "Take 3 tablets", "two tablets in the morning", "half a tablet", "one and a half tablets",
        "55 mg (one 50 mg tablet and two 5 mg tablets)",
        "17.5 mg: one 10 mg tablet, one 5 mg tablet",
        "7.5 mg as one 5 mg tablet and one 2 mg tablet",
        "15 mg (5 tablets of 2.5 mg)", "30 mg (2 × 20 mg)", "2.5 mg (half of a 10 mg tablet)",
    ),
    "D20": ("a dose of 1e3", "6E+1 mg", "1.5e-07 mg"),
    "D21": ("½ of it", "take 1/2 of one", "⅛ left", "3/4 of the dose"),
    "D22": (
        "prednisone 15 mg", "Prednisone 15 mg", "PREDNISONE", "prednisoLONE 15 mg",
        "Methylprednisolone first", "azathioprine waits", "Rituximab later", "cyclosporine",
        "ciclosporin", "start Methotrexate soon", "METHOTREXATE", "co-trimoxazole", "cyclosporin",
    ),
    "D24": (
        "<b>predniSONE</b> DOSE <b>65 mg</b> once a day in the morning\n"
        "from Monday 23-Nov-2026 up to and including Sunday 20-Dec-2026 (28 days)",
        "<b>predniSONE</b> DOSE 65 mg by mouth once a day in the morning\n"
        "from Monday 23-Nov-2026 up to and including Sunday 20-Dec-2026 (28 days)",
        "DOSE 65 mg predniSONE by mouth once a day in the morning\n"
        "from Monday 23-Nov-2026 up to and including Sunday 20-Dec-2026 (28 days)",
        "predniSONE DOSE 65 mg by mouth once a day in the morning\n"
        "from Monday 23-Nov-2026 up to and including Sunday 20-Dec-2026 (27 days)",
    ),
    "D25": ("a" * 4097, "\N{OPEN BOOK}" * 2048 + "a", "<b>a</b>" * 4097),
    "D26": ("weighs 69.85 kg", "72.125 kg as entered"),
    "one": ("for 1 days", "Reminders: 1 reminders withdrawn", "held 1 weeks longer"),
    "D29": ("Choose 7\ufe0f\u20e3", "Done\n\N{WHITE HEAVY CHECK MARK}", "\N{LARGE RED CIRCLE}"),
    "H01": (
        "methotrexate from 25 to 50 a week", "Methotrexate: 25-50",
        "methotrexate:\nfrom 25 to 50", "25 to 50 mg each week",
        "methotrexate between 25 and 50",
    ),
    "H15": ("then 0 mg", "ends at 0 mg", "from 2.5 mg to 0 mg"),
    "H20": ("reduce by 10 mg", "Reduce the daily dose by half", "the dose is reduced by 5 mg",
            "drop it by 5 mg", "lower the dose by 10 mg"),
    "mtx": (
        "methotrexate 15 mg a week on Monday, never daily\nfolic acid 1 mg",
        "methotrexate 15 mg once a week on Monday\nfolic acid 1 mg",
        "methotrexate 15 mg once a week, never daily\nfolic acid 1 mg",
        "methotrexate 15 mg once a week on Mon, never daily\nfolic acid 1 mg",
        "methotrexate 15 mg Once a week on Monday, never daily\nfolic acid 1 mg",
        "methotrexate 15 mg once a week on Monday, never daily, same time every day\nfolic acid",
        "methotrexate 15 mg once a week on Monday, never daily; split twice a week\nfolic acid",
        "methotrexate 27.5 mg once a week on Monday, never daily\nfolic acid 1 mg",
        "methotrexate 15 to 30 mg once a week on Monday, never daily\nfolic acid 1 mg",
        "methotrexate 15 mg once a week on Monday, never daily; predniSONE 20 mg\nfolic acid 1 mg",
        "methotrexate 15 mg once a week on Monday, never daily; 5 mg folic acid\nfolic acid",
        "methotrexate 15 mg once a week on Monday, never daily, folic acid later",
        "methotrexate 15 mg once a week on Monday, never daily",
        "methotrexate 10 mg (one 10 mg tablet) once a week on Monday, never daily\nfolic acid",
        "methotrexate 15 mg, some tablets, once a week on Monday, never daily\nfolic acid",
    ),
    "mmf": (
        "Agent: mycophenolate mofetil 1,000 mg a day, from Monday 23-Nov-2026",
        "azaTHIOprine waits; mycophenolate mofetil begun, 1,500 mg a day",
    ),
}  # fmt: skip

GOOD = {
    "D01": ("10 mg", "0.5 mg", "100 mg", "10.05 mg", "version 1.0 of it", "17.5 to 20 mg"),
    "D02": ("0.5 mg", "ends here.", "2.5 mg", "iim.toml"),
    "D03": ("10 mg", "70 kg", "K7Q-2M3", "slow tail of 2 weeks", "4 grams", "10\N{NBSP}mg"),
    "D04": ("15 mg by mouth.", "e.g. a rash", "70 kg, entered twice", "Use milligrams."),
    "D05": ("1,000 mg", "6,090 mg in all", "500 mg", "20-Nov-2026 a step", "edition 2026"),
    "D06": ("mycophenolate", "MTX-24U is a plan", "TPMT and NUDT15", "predict the dose"),
    "D07": ("Dermatomyositis", "Polymyositis", "DMARD", "JDM-22V is a plan"),
    "D08": ("once a day", "every 2 weeks", "at bedtime", "od\u00edn", "method"),
    "D09": ("50 mcg", "800 units a day", "5 mL", "10 mg", "US tablets", "100 units per L"),
    "D10": ("by mouth", "under the skin", "intravenous", "per kg", "PM10 is not a route"),
    "D11": ("1 mg per kg", "60 mg a day", "and/or", "drug/food", "MMT 120/150", "in mmol/L"),
    "D12": ("20 mg or more", "from 30 mg to 25 mg", "10 and 5", "72.5 kg × 1 mg per kg = 72.5 mg",
            "<b>bold</b> <i>light</i>", "<a href=\"https://e.org/?a=1&amp;b=2\">page</a>"),
    "D13": ("every 2 to 4 weeks", "07-Dec-2026", "K7Q-234 weeks", "a 4-week hold",
            "23-Nov-2026 – 55 mg", "55 mg – 14 days", "anti-Jo-1"),
    "D14": ("on 07-Dec-2026", "Monday 07-Dec-2026", "Monday, 07-Dec-2026", "29-Feb-2028",
            "edition March 2024", "K7Q-2M3", "version 1.12.10", "May 5 mg be given?",
            "a 14-day course", "24-hour urine", "mid-Mar", "python-telegram-bot"),
    "D15": ("/today shows it", "on 07-Dec-2026", "within the first weeks", "for 3 days", "2026"),
    "D16": ("20:00 UTC", "at 06:00 Europe/Paris", "06:00 to 20:00 (Europe/Paris)",
            "a ratio 1:320", "at 08:00, 12:00 and 20:00 America/New_York",
            "06:00 to 20:00 in the team's zone",
            "20:00, Asia/Kolkata", "I am sure"),
    "D17": ("not recorded", "none given", "no information", "Nonetheless", "a nano particle"),
    "D18": ("plain text", "naïve, Ü, 日本", "two\nlines\ta tab", "65\N{NBSP}mg", "⚠\ufe0f Stop"),
    "D19": (
        "55 mg (one 50 mg tablet and one 5 mg tablet)", "Tablets: whole ones only",
        "17.5 mg: one 10 mg tablet, one 5 mg tablet and one 2.5 mg tablet",
        "2.5 mg (half of a scored 5 mg tablet)", "15 mg (6 tablets of 2.5 mg)", "Half tablets?",
        "7.5 mg as one and a half 5 mg tablets", "40 mg (2 × 20 mg), later less",
        "14 tablets of 5 mg to dispense", "55 mg (from 50 mg tablets)",
    ),
    "D20": ("1,000 mg", "sha256:0f3e4c12", "rev 2", "Vitamin E 12", "7e3a91bc", "COVID-19"),
    "D21": ("half of it", "part 1 of 3", "MRC 3/5", "11/20 points"),
    "D22": (
        "predniSONE", "methylPREDNISolone 1,000 mg", "Methotrexate waits",
        "Held back: Methotrexate", "No agent. Tacrolimus?",
        "• Mycophenolate mofetil", "azaTHIOprine, riTUXimab or cycloSPORINE",
        "trimethoprim-sulfamethoxazole", "1. Folic acid",
    ),
    "D23": ("predniSONE only", "predniSONE 5 mg and prednisoLONE 5 mg are the same dose",
            "methylPREDNISolone, then predniSONE"),
    "D24": (
        "<b>predniSONE</b> DOSE <b>65 mg</b> by mouth once a day in the morning\n"
        "(one 50 mg tablet, one 10 mg tablet and one 5 mg tablet)\n"
        "up to and including Sunday 20-Dec-2026\nNext: a check",
        "<b>predniSONE</b> DOSE <b>65 mg</b> by mouth once a day in the morning\n"
        "from Monday 23-Nov-2026 up to and including Sunday 20-Dec-2026 (28 days)",
        "Plan K7Q-2M3\npredniSONE DOSE 2.5 mg by mouth once a day in the morning\n"
        "from Monday 23-Nov-2026 up to and including Sunday 06-Dec-2026 (14 days)\nNext: a check",
        "The dose stays 65 mg", "WEEKLY DOSE",
    ),
    "D25": ("a" * 4096, "\N{OPEN BOOK}" * 2047 + " a", "<b>a</b>" * 4096),
    "D26": ("69.9 kg", "72 kg", "0.75 mg per kg", "0.932 of it"),
    "one": ("for 1 day", "21 days", "level 1\ndays", "grade 4.1 times", "on day 1", "week-1 days"),
    "D29": ("✅ Taken", "\N{LARGE RED CIRCLE} Late: not confirmed", "- - -", "..."),
    "H01": ("azaTHIOprine rises from 25 to 50 mg a day", "25 mg once and 50 mg later",
            "methotrexate and azaTHIOprine\nazaTHIOprine: 25 to 50 mg a day"),
    "H15": ("10 mg", "0.5 mg", "2,000 mg", "the course ends"),
    "H20": ("the daily dose is 25 mg, was 30 mg", "reduced when stable", "lowered by antacids"),
    "mtx": (
        "methotrexate 15 mg once a week on Monday, never daily\nfolic acid 5 mg on Tuesday",
        "Methotrexate 17.5 mg (seven 2.5 mg tablets) once a week on Friday, never daily\n"
        "folic acid 1 mg a day, not on Friday",
        "methotrexate is held back until lung disease is excluded",
        "10 mg methotrexate once a week on Sunday, never daily, no more than 25 mg\nfolic acid",
        "Methotrexate waits. No trimethoprim at any time",
    ),
    "mmf": (
        "mycophenolate mofetil 1,000 mg a day in two doses",
        "no mycophenolate mofetil beside azaTHIOprine 100 mg a day",
        "mycophenolate mofetil 500 mg twice a day",
        "mycophenolate mofetil 2,000 mg a day, as 1,000 mg twice a day",
    ),
}  # fmt: skip

REGIONS_BAD = (
    ("D22", "uk", "predniSONE 15 mg"),
    ("D22", "uk", "prednisolone 15 mg"),
    ("D22", "uk", "cycloSPORINE"),
    ("D22", "eu", "prednisoLONE 15 mg"),
    ("D22", "eu", "co-trimoxazole"),
    ("D24", "uk", "<b>predniSONE</b> DOSE <b>65 mg</b> by mouth once a day in the morning"),
    ("D23", "us", "predniSONE, in other countries prednisoLONE"),
    ("D23", "uk", "predniSONE 5 mg and prednisoLONE 6 mg are the same dose"),
    ("D23", "eu", "prednisone and prednisolone"),
)
REGIONS_GOOD = (
    ("uk", "prednisoLONE 15 mg, ciclosporin, co-trimoxazole"),
    ("uk", "prednisoLONE 5 mg and predniSONE 5 mg are the same dose"),
    ("eu", "predniSONE 15 mg, ciclosporin, trimethoprim-sulfamethoxazole"),
    (
        "uk",
        "<b>prednisoLONE</b> DOSE <b>15 mg</b> by mouth once a day in the morning\n"
        "from Friday 01-Jan-2027 up to and including Thursday 14-Jan-2027 (14 days)",
    ),
)
MESSAGE = """\
<b>Plan K7Q-2M3</b>, revision 1
Dermatomyositis, severe, lung disease excluded
72.5 kg (entered 22-Nov-2026 as 160 lb)
72.5 kg × 1 mg per kg = 72.5 mg; to the nearest 5 mg, a tie goes down: 70 mg

<b>predniSONE</b> DOSE <b>70 mg</b> by mouth once a day in the morning
from Monday 23-Nov-2026 up to and including Sunday 20-Dec-2026 (28 days)
70 mg (one 50 mg tablet and one 20 mg tablet)

Methotrexate 15 mg once a week on Monday, never daily (six 2.5 mg tablets)
Folic acid 5 mg once a week on Tuesday
methylPREDNISolone 500 to 1,000 mg intravenous, for 3 days, in hospital
Response check: Monday 07-Dec-2026, 06:00 to 20:00 Europe/London
Sources: ACR 2022; guideline iim 1 sha256:0f3e4c1299aa
"""
