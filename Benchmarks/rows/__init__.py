"""The rows of the table, a module for what is measured together.

A module has `measure(bench)`, which measures one round and adds it to the table.
"""
