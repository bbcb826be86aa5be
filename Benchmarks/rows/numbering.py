"""Finalizing and numbering all drafts of a month, beside the same as plain updates."""


def measure(bench):
    with bench.billed.copied("ours") as lab, bench.billed.copied("beside") as beside:
        used = bench.program.night(lab, grace=0)
        numbered = lab.number("select count(*) from billing_records where invoice_number is not null")
        run = beside.new_run()
        finalizing = beside.timed_script("finalize", run_id=run)
        # The update is to have a good plan, also right after all rows changed.
        beside.run("analyze billing_records")
        numbering = beside.timed_script("number", run_id=run)
        bench.expect(
            beside, "select count(*) from billing_records where invoice_number is not null", numbered)
        bench.table.add(
            "numbering", f"numbering {numbered} records", used.steps["numbering"],
            "one update of the same rows", numbering)
        bench.table.add(
            "finalize", "that night: price, finalize, number, tie out", used.without_exports,
            "two updates: finalize, number", finalizing + numbering)
        bench.note(f"steps of the numbering night: {used.steps}")
