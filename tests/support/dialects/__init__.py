"""The APIs that coding agents ask a model through, as far as they need them: one module each.

`turns` is what a test writes down, `dialect` what each module gives.
"""
