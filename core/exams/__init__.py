"""Exams: who may sit which when, papers drawn and delivered, answers kept, attempts handed in and marked."""
