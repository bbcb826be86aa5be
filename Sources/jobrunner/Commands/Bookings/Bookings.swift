internal import ArgumentParser

struct Bookings: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Mend what is wrong with a booking.",
    subcommands: [Correct.self])
}
