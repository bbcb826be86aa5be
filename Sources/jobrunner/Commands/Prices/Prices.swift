internal import ArgumentParser

/// `jobrunner prices …`: what visits and tests cost.
struct Prices: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Set what home visits and tests cost, and see first what that changes.",
    discussion: """
      A change is shown before it is made. With --preview a month, or all that are open, is priced with \
      it and without it, and nothing is written: the difference in money, by day, and the bookings that \
      change most.

        jobrunner prices distance set --from 2025-02-03 --base 60 --per-km 6.5 \\
          --free 3
        jobrunner prices tests set 'Lipid Panel' --price 700 --dry-run \\
          --preview 2025-01
      """,
    subcommands: [Distance.self, Tests.self])
}
