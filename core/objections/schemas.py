"""What the API of objections takes and gives."""

from marshmallow import Schema, fields, validate

from core.objections.raising import LONGEST
from core.objections.subjects import ABOUTS


class RaisedSchema(Schema):
    about = fields.String(required=True, validate=validate.OneOf(ABOUTS))
    key = fields.String(
        required=True,
        validate=validate.Length(min=1, max=80),
        metadata={
            "description": "Of study_entry a ledger entry's id or a day; of attempt its id; of standing the year"
        },
    )
    text = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST))


class WrittenSchema(Schema):
    text = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST))


class MessageSchema(Schema):
    author = fields.String(metadata={"description": "learner or administrator"})
    name = fields.String(attribute="by_name")
    text = fields.String()
    at = fields.AwareDateTime()


class ObjectionSchema(Schema):
    id = fields.UUID()
    year = fields.Integer()
    about = fields.String()
    key = fields.String()
    title = fields.String()
    state = fields.String(metadata={"description": "open, answered or closed"})
    outcome = fields.String(metadata={"description": "Of a closed one: upheld, not_upheld or withdrawn"})
    reason = fields.String()
    raised_at = fields.AwareDateTime()
    closed_at = fields.AwareDateTime(allow_none=True)


class ThreadSchema(ObjectionSchema):
    lines = fields.List(fields.Dict(), metadata={"description": "As they read when it was raised"})
    lines_now = fields.List(fields.Dict(), metadata={"description": "As they read now; empty if the same"})
    messages = fields.List(fields.Nested(MessageSchema))


class ObjectionsSchema(Schema):
    objections = fields.List(fields.Nested(ObjectionSchema))
