"""本地方自己的部件，只写现成部件说不清的规则。 Parts of this place alone, for what no other part can say.

多数地方让它空着。 Most places leave it empty. A part is a frozen record of its figures with one pure method; offer it by the hook of its family, and rule files may
pick it by its name. It may import ``core.hooks`` and ``core.decisions`` and nothing else of the platform::

    from core.decisions.outcome import Formula
    from core.hooks import hookimpl

    @hookimpl
    def outcome_formulas() -> list[type[Formula]]:
        return [MyFormula]
"""
