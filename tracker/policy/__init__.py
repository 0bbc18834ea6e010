"""Calculations that the law, statistics practice or the owner decide: plain values in, plain values out."""
