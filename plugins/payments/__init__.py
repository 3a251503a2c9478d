"""Payments: how orders are paid online, besides a transfer by the bank."""

from core.decisions.payments import PaymentChannel
from core.hooks import hookimpl
from plugins.payments.wechat_pay import WechatPay


@hookimpl
def payment_channels() -> list[type[PaymentChannel]]:
    """Offer WeChat Pay by QR code."""
    return [WechatPay]
