"""Service, image, compose and Kubernetes are one product, with the same settings and folders."""

import re
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml
from yamllint import linter
from yamllint.config import YamlLintConfig

from bot.commands.service.env_example import OFF
from bot.settings import PREFIX, READERS
from bot.store.secrecy import CREDENTIALS
from bot.store.secrecy.master import MASTER
from bot.transport.telegram.bot import CONFIRM_SECONDS, END_SECONDS, LAST_SEND_SECONDS
from bot.transport.webhook.receiver import WELL

SETTINGS = {f"{PREFIX}{name.upper()}" for name in READERS}
VARIABLE = re.compile(rf"{PREFIX}[A-Z_]+[A-Z]")
OF_COMPOSE = {"MYOTAPER_IMAGE"}  # it names the image, and the program never sees it
DATABASE = "MYOTAPER_DATABASE"
USER = 10001
TMP = "/tmp"  # noqa: S108  in the container
LENIENT = """
extends: default
rules:
  line-length: {max: 150}
  document-start: disable
  comments: {min-spaces-from-content: 1}
"""


def deployed(root: Path) -> list[Path]:
    return sorted(path for path in (root / "deploy").rglob("*") if path.is_file())


def yamls(root: Path) -> list[Path]:
    return [path for path in deployed(root) if path.suffix in {".yml", ".yaml"}]


@pytest.fixture(scope="module")
def unit(root: Path) -> dict[str, str]:
    """The service file; of a setting that is given twice the last one counts."""
    read = ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment]
    read.read(root / "deploy/myotaper.service")
    return dict(read["Service"])


@pytest.fixture(scope="module")
def image(root: Path) -> str:
    text = (root / "deploy/Dockerfile").read_text(encoding="utf-8")
    return re.sub(r"\\\n\s*", "", text)


@pytest.fixture(scope="module")
def compose(root: Path) -> dict:
    return yaml.safe_load((root / "deploy/compose.yml").read_text())


@pytest.fixture(scope="module")
def cluster(root: Path) -> dict[str, dict]:
    """What is applied, by kind and name."""
    listed = yaml.safe_load((root / "deploy/kubernetes/kustomization.yaml").read_text())
    found = {}
    for name in listed["resources"]:
        for each in yaml.safe_load_all((root / "deploy/kubernetes" / name).read_text()):
            found[f"{each['kind']} {each['metadata']['name']}"] = each
    return found


@pytest.fixture(scope="module")
def pod(cluster) -> dict:
    return cluster["Deployment myotaper"]["spec"]["template"]["spec"]


@pytest.fixture(scope="module")
def container(pod) -> dict:
    (only,) = pod["containers"]
    return only


def seconds(text: str) -> int:
    number, unit = re.fullmatch(r"(\d+)(s|min|m)?", text).groups()
    return int(number) * (60 if unit in {"min", "m"} else 1)


def folders(unit: dict[str, str]) -> set[str]:
    return {f"/var/lib/{name}" for name in unit["StateDirectory"].split()}


def variables(container: dict) -> dict[str, str]:
    return {each["name"]: each["value"] for each in container["env"]}


# ------------------------------------------------------------------ settings and secrets


def test_no_file_names_a_setting_that_does_not_exist(root):
    named = {
        (path.name, each)
        for path in deployed(root)
        for each in VARIABLE.findall(path.read_text(encoding="utf-8"))
        if each not in SETTINGS | OF_COMPOSE
    }
    assert named == set()


def test_no_file_holds_a_token(root):
    for path in deployed(root):
        assert not re.search(r"\d{6,}:[\w-]{30,}", path.read_text(encoding="utf-8")), path


def test_all_take_their_settings_from_one_file(root, unit, compose, container):
    assert compose["services"]["myotaper"]["env_file"] == unit["EnvironmentFile"]
    ((source,),) = (each.values() for each in container["envFrom"])
    readme = (root / "deploy/README.md").read_text(encoding="utf-8")
    assert f"create secret generic {source['name']} --from-env-file={unit['EnvironmentFile']}" in (
        " ".join(readme.replace("\\\n", " ").split())
    )


# ------------------------------------------------------------------ what is typed


def typed(root: Path, program: str) -> list[str]:
    """Every command of the pages that begins so, each in one line."""
    pages = (path.read_text("utf-8") for path in (root / "deploy").glob("*.md"))
    whole = "\n".join(page.replace("\\\n", " ") for page in pages)
    return [" ".join(each.split()) for each in re.findall(rf"{program} [^`\n|]*", whole)]


def test_no_command_names_a_shape_that_is_not_the_one_that_runs(root):
    composed, applied = typed(root, "docker compose"), typed(root, "kubectl apply")
    assert len(composed) > 15
    assert [each for each in composed if re.search(r" (-f|--file)\b", each)] == []
    layers = [each for each in applied if "-k" in each]
    assert layers
    assert set(layers) == {"kubectl apply -k $LAYER"}
    files = {name for each in applied for name in re.findall(r"-f (\S+)", each)}
    assert [each for each in files if not (root / each).is_file()] == []
    pages = "".join(path.read_text("utf-8") for path in (root / "deploy").glob("*.md"))
    named = re.findall(r"(?:COMPOSE_FILE|LAYER)=([\w./-]+)", pages)
    assert len({*named}) > 3
    assert [each for each in named if not (root / each).exists()] == []


def test_what_is_typed_runs_as_the_service_does(root, unit):
    (run,) = {each for each in typed(root, "systemd-run") if '"$@"' in each}
    service = (root / "deploy/myotaper.service").read_text(encoding="utf-8")
    loaded = re.findall(r"^LoadCredential=(.*)$", service, re.M)
    assert re.findall(r"-p LoadCredential=(\S+)", run) == loaded
    assert f"-p EnvironmentFile={unit['EnvironmentFile']}" in run
    assert unit["ExecStart"].split()[0] in run


# ------------------------------------------------------------------ the same everywhere


def test_all_use_the_same_folders(unit, image, compose, container):
    service = compose["services"]["myotaper"]
    assert {each.split(":")[1] for each in service["volumes"]} == folders(unit)
    assert folders(unit) <= set(image.split())
    assert f"MYOTAPER_DATA={unit['WorkingDirectory']}" in image
    mounted = {each["mountPath"] for each in container["volumeMounts"]} - {TMP}
    assert mounted == folders(unit)
    for named in (service["environment"], variables(container)):
        assert named["MYOTAPER_BACKUPS"] == "/var/lib/myotaper-backups"
        assert Path(named["MYOTAPER_DATA"]).is_relative_to(unit["WorkingDirectory"])


def test_all_run_the_same_program_in_the_same_way(unit, image, container):
    program, word = unit["ExecStart"].split()
    assert f'ENTRYPOINT ["{program}"]' in image
    assert f'CMD ["{word}"]' in image
    assert unit["Environment"] in image
    assert container["readinessProbe"]["exec"]["command"] == [program, "health"]
    assert re.search(rf'HEALTHCHECK .*CMD \["{program}", "health"\]', image)


def test_all_wait_as_long_for_its_begin_and_its_end(unit, image, compose, pod, container):
    begin, end = seconds(unit["TimeoutStartSec"]), seconds(unit["TimeoutStopSec"])
    assert end > LAST_SEND_SECONDS + END_SECONDS + CONFIRM_SECONDS
    assert seconds(compose["services"]["myotaper"]["stop_grace_period"]) == end
    assert pod["terminationGracePeriodSeconds"] == end
    startup = container["startupProbe"]
    assert startup["periodSeconds"] * startup["failureThreshold"] == begin
    assert seconds(re.search(r"--start-period=(\w+)", image)[1]) == begin


def test_the_image_holds_what_was_tested_and_belongs_to_nobody(image, compose, pod):
    first, last = image.split("\nFROM ")[1:]
    assert "pip" not in last
    assert "--require-hashes --no-build-isolation -r /build/requirements.lock" in first
    assert "--no-deps --no-index /build/myotaper-*.whl" in first
    assert re.search(r"^ARG PYTHON=python:3\.\d+-slim-\w+$", image, re.M)
    assert f"\nUSER {USER}:{USER}\n" in last
    assert compose["services"]["myotaper"]["user"] == f"{USER}:{USER}"
    assert pod["securityContext"]["runAsUser"] == pod["securityContext"]["fsGroup"] == USER


def test_the_builder_is_sent_no_more_than_it_copies(root, image):
    text = (root / "deploy/Dockerfile.dockerignore").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    (copied,) = re.findall(r"^COPY (?!--from)(.*) /build/$", image, re.M)
    assert lines[0] == "*"
    assert set(lines[1:]) == {f"!{each}" for each in copied.split()}


# ------------------------------------------------------------------ what it may not do


def test_a_container_may_write_its_folders_and_nothing_else(compose, pod, container):
    service = compose["services"]["myotaper"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in service
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False


def test_two_processes_share_a_database_and_are_else_as_the_one(root, compose):
    one = compose["services"]["myotaper"]
    shape = yaml.safe_load((root / "deploy/compose.postgres.yml").read_text())
    two = shape["services"]["myotaper"]
    changed = {"depends_on", "deploy", "environment", "secrets", "volumes"}
    assert {key: value for key, value in two.items() if key not in changed} == {
        key: value for key, value in one.items() if key not in changed
    }
    assert two["deploy"] == {"replicas": 2}
    assert two["environment"].items() > one["environment"].items()
    assert two["environment"][DATABASE] == "postgresql://myotaper@postgres/myotaper"
    word = shape["services"]["postgres"]["environment"]["POSTGRES_PASSWORD"]
    assert two["environment"]["PGPASSWORD"] == word  # in the address a sign of it could break that
    assert set(two["volumes"]) < set(one["volumes"])
    (secret,) = two["secrets"]
    assert secret == MASTER
    assert shape["secrets"][secret] == {"file": "${MASTER_FILE:-/dev/null}"}
    assert two["environment"][CREDENTIALS] == "/run/secrets"
    database = shape["services"]["postgres"]
    assert "ports" not in database
    assert re.fullmatch(r"postgres:\d+-\w+", database["image"])


def test_two_pods_lie_on_two_nodes_keep_nothing_and_have_the_probes_of_one(root):
    folder = root / "deploy/kubernetes-postgres"
    spec = yaml.safe_load((folder / "deployment.yaml").read_text())["spec"]
    assert spec["replicas"] == 2
    assert spec["strategy"]["rollingUpdate"] == {"maxSurge": 0, "maxUnavailable": 1}
    pod = spec["template"]["spec"]
    (apart,) = pod["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert apart["topologyKey"] == "kubernetes.io/hostname"
    (only,) = pod["containers"]
    assert not {each for each in only if each.endswith("Probe")}
    assert "emptyDir" in pod["volumes"][0]
    (secret,) = (each for each in pod["volumes"] if "secret" in each)
    assert secret["secret"] == {
        "secretName": "myotaper-keys",
        "defaultMode": 0o440,
        "optional": True,
    }
    (mount,) = (each for each in only["volumeMounts"] if each.get("name") == secret["name"])
    assert mount["readOnly"]
    assert variables(only)[CREDENTIALS] == mount["mountPath"]
    patches = yaml.safe_load((folder / "kustomization.yaml").read_text())["patches"]
    deleted = [yaml.safe_load(each["patch"]) for each in patches if "patch" in each]
    assert {each["metadata"]["name"].removeprefix("myotaper-") for each in deleted} == {
        "data", "backups", "keys", "audit",
    }  # fmt: skip


def test_no_two_pods_share_a_file(cluster):
    spec = cluster["Deployment myotaper"]["spec"]
    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})
    claims = [each for name, each in cluster.items() if name.startswith("PersistentVolumeClaim")]
    assert [each["spec"]["accessModes"] for each in claims] == [["ReadWriteOncePod"]] * 4


def test_budget_and_network_are_about_this_pod(cluster, container):
    labels = cluster["Deployment myotaper"]["spec"]["template"]["metadata"]["labels"]
    budget = cluster["PodDisruptionBudget myotaper"]["spec"]
    network = cluster["NetworkPolicy myotaper"]["spec"]
    assert budget["selector"]["matchLabels"] == labels
    assert network["podSelector"]["matchLabels"] == labels
    assert set(network["policyTypes"]) == {"Ingress", "Egress"}
    (comes,) = network["ingress"]
    (port,) = container["ports"]
    assert [each["port"] for each in comes["ports"]] == [port["name"]]
    host, _, number = variables(container)["MYOTAPER_METRICS"].rpartition(":")
    assert (host, int(number)) == ("0.0.0.0", port["containerPort"])  # noqa: S104  fenced above


def test_it_is_started_again_where_it_hangs_and_not_where_a_reminder_is_late(container):
    for probe in ("startupProbe", "livenessProbe"):
        assert container[probe]["httpGet"] == {"path": "/metrics", "port": "metrics"}


def test_a_restore_has_the_image_the_rights_and_the_volumes_of_the_bot(root, pod, container):
    there = yaml.safe_load((root / "deploy/kubernetes/restore/pod.yaml").read_text())["spec"]
    (restore,) = there["containers"]
    ((_, image, tag),) = (
        each.values()
        for each in yaml.safe_load((root / "deploy/kubernetes/kustomization.yaml").read_text())[
            "images"
        ]
    )
    assert restore["image"] == f"{image}:{tag}"
    assert there["securityContext"] == pod["securityContext"]
    assert restore["securityContext"] == container["securityContext"]
    assert all(each in pod["volumes"] for each in there["volumes"])
    assert all(each in container["volumeMounts"] for each in restore["volumeMounts"])
    assert variables(restore).items() <= variables(container).items()
    assert variables(container).keys() - variables(restore).keys() == {"MYOTAPER_METRICS"}


def test_every_file_of_the_cluster_is_applied(root):
    listed = yaml.safe_load((root / "deploy/kubernetes/kustomization.yaml").read_text())
    there = {path.name for path in (root / "deploy/kubernetes").iterdir() if path.is_file()}
    assert {*listed["resources"], "kustomization.yaml"} == there


def test_every_file_is_as_the_linter_wants_it(root):
    rules = YamlLintConfig(LENIENT)
    found = {
        path.name: [str(each) for each in linter.run(path.read_text("utf-8"), rules)]
        for path in yamls(root)
    }
    assert len(found) > 6
    assert {name: said for name, said in found.items() if said} == {}


def test_a_webhook_is_reached_by_the_ingress_alone_and_a_pod_is_ready_while_it_takes_updates(root):
    folder = root / "deploy/kubernetes-webhook"
    parts = yaml.safe_load((folder / "kustomization.yaml").read_text())
    assert {each["path"] for each in parts["patches"]} | {*parts["resources"][1:]} == {
        each.name for each in folder.iterdir() if each.name != "kustomization.yaml"
    }
    spec = yaml.safe_load((folder / "deployment.yaml").read_text())["spec"]["template"]["spec"]
    (only,) = spec["containers"]
    (port,) = only["ports"]
    (listen,) = only["env"]
    assert listen == {
        "name": "MYOTAPER_WEBHOOK_LISTEN",
        "value": f"0.0.0.0:{port['containerPort']}",
    }
    assert only["readinessProbe"]["httpGet"] == {"path": WELL, "port": port["name"]}
    service = yaml.safe_load((folder / "service.yaml").read_text())
    (sent,) = service["spec"]["ports"]
    assert sent["targetPort"] == port["name"]
    policy = yaml.safe_load((folder / "webhook-policy.yaml").read_text())["spec"]
    (comes,) = policy["ingress"]
    assert comes["ports"] == [{"protocol": "TCP", "port": port["name"]}]
    assert len(comes["from"]) == 1
    rule = yaml.safe_load((folder / "ingress.yaml").read_text())["spec"]["rules"][0]
    (path,) = rule["http"]["paths"]
    assert OFF["webhook"] == f"https://{rule['host']}{path['path']}"
    assert path["backend"]["service"]["name"] == service["metadata"]["name"]
