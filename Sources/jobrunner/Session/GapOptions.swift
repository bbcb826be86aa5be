internal import ArgumentParser

/// Whether a command that gives numbers is believed on a date long after the last good run.
struct GapOptions: ParsableArguments {
  @Flag(
    name: .customLong("after-gap"),
    help: "The lab did pause, and today is right: bill although checks.max_gap_days have passed.")
  var afterGap = false
}
