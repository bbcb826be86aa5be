"""What the program had resident at most, in whatever was measured so far in this run."""


def measure(bench):
    if bench.program.peak_kilobytes == 0:
        bench.program.dry_run(bench.billed)
    bench.table.add(
        "memory", "memory of the program at most", bench.program.peak_kilobytes / 1024, unit="MB")
