internal import ArgumentParser

/// How long something may take or be ago, as it is written: `30s`, `90m`, `26h`, `2d`.
struct TimeSpan: ExpressibleByArgument {
  let duration: Duration
  /// As help shows a default.
  let defaultValueDescription: String

  private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]

  init?(argument: String) {
    guard let unit = argument.last.flatMap({ Self.units[$0] }), !argument.hasPrefix("+"),
      let count = Int64(argument.dropLast()), (1...100_000).contains(count)
    else { return nil }
    duration = .seconds(count * unit)
    defaultValueDescription = argument
  }
}
