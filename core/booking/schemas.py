"""Shapes of booking's API."""

from marshmallow import Schema, fields


class SlotSchema(Schema):
    """One sitting and how full it is."""

    opens = fields.AwareDateTime(format="iso")
    closes = fields.AwareDateTime(format="iso")
    capacity = fields.Integer(allow_none=True)
    taken = fields.Integer()
    free = fields.Integer(allow_none=True)
    own = fields.Integer()
    said = fields.String()
