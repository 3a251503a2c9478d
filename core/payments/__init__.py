"""Paying online: a payment service is asked for a QR code, its signed notice pays the order once; lost notices are asked after."""
