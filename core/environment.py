"""What can be set in the environment: one table, from which ``docs/configuration.md`` is written: ``python -m core.environment``."""

from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "configuration.md"


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the environment: its name, what it says in both languages, and what holds without it."""

    name: str
    zh: str
    en: str
    without: str = "–"
    secret: bool = False


ENVIRONMENT: tuple[Variable, ...] = (
    Variable("XUEFA_HOME", "存放全部状态的文件夹", "folder of all state", "`.xuefa`"),
    Variable(
        "DATABASE_URL",
        "PostgreSQL 地址，拥有并迁移各表的角色；设了就不用内嵌的数据库",
        "PostgreSQL of the role that owns and migrates; the embedded server is then not used",
        "embedded · 内嵌",
        secret=True,
    ),
    Variable(
        "APP_DATABASE_URL",
        "同一数据库，不拥有任何表的应用角色",
        "the same database for the role that owns nothing",
        "`xuefa_app` with the owner's address",
        secret=True,
    ),
    Variable("PORT", "网页服务端口", "port of the web server", "`8000`"),
    Variable(
        "SECRET_KEY",
        "签名与字段加密的密钥，至少 16 个字符；多台机器须相同",
        "key of signatures and field encryption, 16 characters at least; the same on every machine",
        "made and kept in `XUEFA_HOME/secret_key`",
        secret=True,
    ),
    Variable(
        "PROXIES",
        "前面有几层反向代理：从 X-Forwarded-For 的末尾数第几个是读者的地址",
        "how many proxies stand in front: how far from its end X-Forwarded-For names the reader",
        "`0`",
    ),
    Variable(
        "METRICS_TOKEN",
        "从别的机器读取 /metrics 的令牌",
        "token that reads /metrics from another machine",
        "loopback only · 仅本机",
        secret=True,
    ),
    Variable(
        "XUEFA_DOMAIN",
        "平台自己的域名；operator.<域名> 是运维台",
        "the platform's own domain; operator.<domain> is the operator's host",
        "`localhost`",
    ),
    Variable(
        "XUEFA_TENANTS",
        "另外的省级文件夹所在，像 PATH 一样以冒号分隔",
        "further folders that hold provinces, separated like PATH",
        "the project's `tenants`",
    ),
    Variable(
        "XUEFA_OPERATOR",
        "首次 `xuefa db upgrade` 建立的运维账号",
        "account that the first `xuefa db upgrade` makes for the operator",
        "`operator`",
    ),
    Variable(
        "XUEFA_SITES",
        "消息里各站点的网址写法：https://{host}.example.cn",
        "how a place's host becomes an address in messages",
        "no address · 不带网址",
    ),
    Variable(
        "XUEFA_<CHANNEL>_<KEY>",
        "各消息通道的设置，见 [notices.md](notices.md)",
        "settings of a channel of messages: [notices.md](notices.md)",
        secret=True,
    ),
    Variable(
        "FILES_URL",
        "文件内容所在的存储桶：s3://bucket/prefix",
        "bucket for the content of files",
        "`XUEFA_HOME/files`",
    ),
    Variable("S3_ENDPOINT", "S3 服务地址", "address of the S3 service"),
    Variable("S3_REGION", "S3 区域", "its region"),
    Variable("S3_KEY_ID", "S3 密钥编号", "id of the key"),
    Variable("S3_SECRET_KEY", "S3 密钥", "the key", secret=True),
    Variable("S3_STYLE", "path 或 virtual", "path or virtual", "`path`"),
    Variable(
        "FILES_LIMITS",
        "文件大小上限（MB），如 lesson/video=800 tenant=50000",
        "largest sizes in MB, such as lesson/video=800 tenant=50000",
        "[files.md](files.md)",
    ),
    Variable(
        "FILES_INTERNAL",
        "nginx 直接发送文件的 internal 位置",
        "the internal location under which nginx sends files itself",
        "the application sends them · 由应用发送",
    ),
    Variable(
        "XUEFA_PEAK",
        "本机实测可同时开考或交卷而不必等待的人数",
        "how many start or hand in at once without waiting, as measured here",
        "`550`",
    ),
    Variable("BACKUPS", "备份所在的文件夹", "folder of backups", "`xuefa backup` refuses"),
    Variable(
        "BACKUP_DATABASE_URL",
        "做备份的地址：有 REPLICATION 权限的角色",
        "the server for a role that may replicate",
        "embedded server · 内嵌",
        secret=True,
    ),
    Variable("BACKUP_DAYS", "备份保留天数", "days for which a backup is kept", "`30`"),
    Variable("XUEFA_DEMO", "1：演示进程", "1 in the processes of the demo"),
    Variable("XUEFA_DEMO_PEOPLE", "演示每个站点的人数", "people of each site of the demo", "`300`"),
    Variable(
        "XUEFA_DEMO_PROVINCES",
        "只加载这些省的演示数据，用空格分隔",
        "load the demo's data of these provinces alone, parted by blanks",
        "all",
    ),
)
"""Every variable that any part reads, in the order of the page."""

HEAD = """\
# Configuration · 配置

Written from `core/environment.py` by `python -m core.environment`; a test holds it. 由代码生成，请勿手改。

Everything is read from the environment, once, at the start; a value that cannot be used is named and nothing starts (exit code 2).
With systemd it stands in `/etc/xuefa/xuefa.env` (mode 0640, owned by root), an example of which is [deploy/xuefa.env](../deploy/xuefa.env).
全部设置取自环境变量，启动时一次读入；不可用的值会指名报错并拒绝启动。标 🔒 的是秘密，不要写进镜像或代码库。

| | meaning · 含义 | without · 未设时 |
| --- | --- | --- |
"""


def page() -> str:
    """Return the page of reference."""
    rows = [
        f"| `{each.name}`{' 🔒' if each.secret else ''} | {each.zh}<br>{each.en} | {each.without} |\n"
        for each in ENVIRONMENT
    ]
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
