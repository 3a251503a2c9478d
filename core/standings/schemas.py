"""What the API of standings gives; every text is in the reader's words."""

from marshmallow import Schema, fields


class CiteSchema(Schema):
    document = fields.String()
    article = fields.String()
    assumed = fields.String(
        metadata={"description": "Why the value was assumed; empty where the notice says it"}
    )
    place = fields.String()


class LineSchema(Schema):
    item = fields.String()
    figure = fields.String(allow_none=True)
    needed = fields.String(allow_none=True)
    because = fields.String()
    met = fields.Boolean(allow_none=True)
    cite = fields.Nested(CiteSchema)


class StandingSchema(Schema):
    year = fields.Integer()
    state = fields.String()
    grade = fields.String()
    word = fields.String(metadata={"description": "The grade, or the state where there is none, in words"})
    score = fields.Decimal(as_string=True, allow_none=True)
    final = fields.Boolean()
    consequence = fields.String()
    lines = fields.List(fields.Nested(LineSchema))
    advice = fields.List(fields.String())
    judged_at = fields.AwareDateTime(allow_none=True)
    rules_digest = fields.String()


class ActionSchema(Schema):
    label = fields.String()
    url = fields.String()


class MeasureSchema(Schema):
    label = fields.String()
    figure = fields.Decimal(as_string=True)
    needed = fields.Decimal(as_string=True)
    unit = fields.String(metadata={"description": "Key of the unit: points, credits, minutes…"})


class ExamDateSchema(Schema):
    title = fields.String()
    url = fields.String()
    note = fields.String()


class NextCourseSchema(Schema):
    code = fields.String()
    title = fields.String()
    done = fields.Integer()
    lessons = fields.Integer()


class HomeSchema(Schema):
    year = fields.Integer()
    state = fields.String()
    sentence = fields.String()
    advice = fields.List(fields.String())
    plan = fields.List(
        fields.String(), metadata={"description": "What is enough a day to finish study in time"}
    )
    action = fields.Nested(ActionSchema, allow_none=True)
    measures = fields.List(fields.Nested(MeasureSchema))
    exams = fields.List(fields.Nested(ExamDateSchema))
    courses = fields.List(fields.Nested(NextCourseSchema))
