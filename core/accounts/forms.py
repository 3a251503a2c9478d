"""What the forms of accounts say: the names of the sign-in keys, the password policy as a sentence, one's own facts."""

from core.accounts import service
from core.decisions.accounts import PasswordPolicy
from core.decisions.values import Word, say
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import Site, Viewer


def labels_of(site: Site, *, administrators: bool) -> list[str]:
    """Return what the first field of the sign-in form may hold, in the rules' order."""
    if administrators:
        return [_("Administrator account")]
    return [reader().text(provider.label()) for provider in service.rules_of(site).accounts.login]


def policy_text(policy: PasswordPolicy) -> str:
    """Return the password policy as one sentence."""
    read = reader()
    length = say("{least} to {most} characters", least=policy.at_least, most=policy.at_most)
    glue = "、" if read.locale == "zh" else ", "
    demands = [read.text(length)]
    if policy.needs:
        kinds = glue.join(read.text(Word(kind)) for kind in policy.needs)
        demands.append(read.text(say("with {kinds} together", kinds=kinds)))
    if policy.only:
        kinds = glue.join(read.text(Word(kind)) for kind in policy.only)
        demands.append(read.text(say("only {kinds}", kinds=kinds)))
    return ("，" if read.locale == "zh" else "; ").join(demands)


def account_facts(viewer: Viewer) -> list[tuple[str, str]]:
    """Return what the account page says about the viewer; phone and e-mail are theirs to see in full."""
    facts = [(_("Name"), viewer.name), (_("Unit"), viewer.unit_name)]
    if not viewer.is_learner:
        return [*facts, (_("Role"), reader().word(viewer.role))]
    learner = service.learner(viewer.id)
    none = _("not given")
    return [
        *facts,
        (_("Account"), learner.account),
        (_("Mobile phone"), learner.phone or none),
        (_("E-mail"), learner.email or none),
    ]
