internal import ArgumentParser

struct Bookings: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List bookings, and mend what is wrong with one.",
    subcommands: [List.self, Correct.self])
}
