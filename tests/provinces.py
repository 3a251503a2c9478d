"""The two provinces of the cast as real folders: their tenant files, rules and an area with a host of its own.

East: account, phone or pinyin; the first sign-in asks the name; its bay asks the last digits of the ID number and
requires contact details; both have the library. West: account only, no practice for credit, no library. A third, broken, has a rule file that cannot be read.
"""

from pathlib import Path

from core.tenancy.registry import Registry
from tests.cast import EAST, WEST

PLUGINS = (
    "plugins: [plugins.credit, plugins.eligibility, plugins.slots, plugins.outcome, plugins.exemptions, "
    "plugins.tariffs, plugins.login, plugins.numbers, plugins.channels, plugins.payments]"
)
BROKEN = "broken"
BAY = "bay"

OF_EAST = """library: true
personnel:
  - {field: account, heading: 工号}
  - {field: name, heading: 姓名}
  - {field: id_number, heading: 身份证号}
  - {field: unit_code, heading: 单位编码}
  - {field: state, heading: 结果, codes: {not_started: '0', passed: '1'}}
  - {field: year, heading: 年度}
  - {field: certificate, heading: 证书}
"""
TENANT = """\
name: {{zh: {zh}学法平台, en: Law study of {name}}}
short_name: {{zh: {zh}, en: {name}}}
hosts: [{name}]
year: 2024
hotline: 400-000-0000
{plugins}
{more}
"""

PRACTICE = """\
    - practice_fixed: {amount: 1}
"""

FEES = """\
fees:
  tariff: {per_head: {price: 15, payer: unit, provincial_direct: province}}
  clocks:
    activation: {from: 3, to: 3}
    invoice: {from: 7, to: 10}
  payee: {name: 东省学法服务中心, account: '6200 0001', bank: 东省银行}
  public: true
  cite: 十
"""
"""What the eastern province takes: its units pay, the province for those of its own."""

NOTICES = """\
notices: {channels: [email, sms, wechat], quiet: {from: '21:00', to: '08:00'}, an_hour: 30, study: [40, 35]}
"""

OFFICIAL_ACCOUNT = """\
import json
from pathlib import Path

from core.decisions.channels import SENT, Channel
from core.decisions.records import part
from core.decisions.values import NOWHERE, Cite
from core.hooks import hookimpl


@part
class Wechat(Channel):
    cite: Cite = NOWHERE

    def address(self, contact):
        return contact.accounts.get("wechat", "")

    def ready(self, platform):
        return "outbox" in platform

    def deliver(self, letters, platform):
        with Path(platform["outbox"]).open("a") as outbox:
            for letter in letters:
                outbox.write(json.dumps([letter.to, letter.subject], ensure_ascii=False) + "\\n")
                yield SENT


@hookimpl
def channels():
    return [Wechat]
"""
"""The official account of the eastern province: a provider that writes down what it was given."""

BAY_TENANT = """\
name: {zh: 海湾市学法平台, en: Law study of the bay}
short_name: {zh: 海湾, en: bay}
hosts: [bay]
"""

RULES = """\
year: 2024
documents:
  main: {{number: 测发〔2024〕1号, title: 关于学法考试的通知}}
period: {{from: 2024-01-01, to: 2024-12-31, cite: 一}}
audience: {{employment: [serving], cite: 一}}
accounts:
  login: {login}
  number: given
  password: {{at_least: 6, at_most: 12, needs: [letters, digits], only: [letters, digits]}}
  initial: {{value: '888888', second_fact: name, reset_to: '000000'}}
  lock: {{after: 5, minutes: 30}}
  contacts: optional
  cite: 二
study:
  unit: credits
  period: {{from: 2024-01-01, to: 2024-12-31}}
  credit:
    - per_lesson: {{amount: 2}}
{practice}  presence: {{heartbeat_seconds: 20, idle_minutes: 5, lesson_minutes: 1}}
  target: {{total: 10}}
  from_other_programmes: {{at_most: 4, cite: 三}}
  cite: 三
exams:
  yearly:
    title: 年度学法考试
    plan:
      window: {{from: 2024-03-01, to: 2024-11-30, minutes: 60}}
    pass_mark: 60
    attempts: {{counts: best}}
    on_paper: {{papers_hours: 48, key_hours: 2, cite: 四}}
    blueprint:
      sections:
        - {{type: single, count: 5, mark: 20}}
    cite: 四
outcome:
  formula: exam_passed_and_study
  cite: 五
certificate: {{states: [passed], number: {{year_serial: 6}}, cite: 八}}
reports:
  as_of: now
  rates:
    study_participation: {{of: [studied], over: [not_started, studying, ready, passed, failed, absent]}}
    exam_participation: {{of: [sat_exam], over: [not_started, studying, ready, passed, failed, absent]}}
    pass: {{of: [passed], over: [not_started, studying, ready, passed, failed, absent]}}
  cite: 九
freezes:
  - {{what: [transfers], period: {{from: 2024-09-10, to: 2024-11-30}}, cite: 六}}
areas:
  - {{key: accounts, may: free, cite: 七}}
  - {{key: duties, may: free, cite: 七}}
"""

BAY_RULES = """\
year: 2024
documents:
  main: {number: 湾发〔2024〕1号, title: 海湾市学法通知}
accounts:
  number: resident_id
  initial: {value: '123456', second_fact: id_last4, cite: 一}
  registration:
    period: {from: 2024-03-01, to: 2024-06-30}
    fields: [unit_name, name, id_number, phone]
    cite: 二
  contacts: required
  cite: 一
duties:
  roster_sheet: {what: 参训人员信息表, period: {from: 2024-03-01, to: 2024-05-31}, by: 各单位, cite: 三}
"""


def write_provinces(root: Path) -> None:
    """Write the folders of both provinces, the bay and the broken one below a root."""
    _write_province(root, EAST, "东省", "[account_number, phone, pinyin]", PRACTICE)
    _write_province(root, WEST, "西省", "[account_number]")
    _write_province(root, BROKEN, "坏省", "[account_number]")
    (root / BROKEN / "rules" / "2024.yaml").write_text("year: 2024\nyear: 2025\n")
    with (root / EAST / "tenant.yaml").open("a") as east:
        east.write(NOTICES)
    with (root / EAST / "rules" / "2024.yaml").open("a") as rules:
        rules.write(FEES)
    (root / EAST / "plugin.py").write_text(OFFICIAL_ACCOUNT)
    bay = root / EAST / "areas" / BAY
    (bay / "rules").mkdir(parents=True)
    (bay / "tenant.yaml").write_text(BAY_TENANT)
    (bay / "rules" / "2024.yaml").write_text(BAY_RULES)


def load_provinces(root: Path) -> Registry:
    """Write the provinces and load them as the platform does."""
    write_provinces(root)
    return Registry.load([root])


def _write_province(root: Path, name: str, zh: str, login: str, practice: str = "") -> None:
    folder = root / name
    (folder / "rules").mkdir(parents=True)
    (folder / "branding").mkdir()
    (folder / "branding" / "theme.css").write_text(":root { --brand: #1b5a62; }\n")
    (folder / "tenant.yaml").write_text(
        TENANT.format(name=name, zh=zh, plugins=PLUGINS, more=OF_EAST if name == EAST else "")
    )
    (folder / "rules" / "2024.yaml").write_text(RULES.format(login=login, practice=practice))
