internal import ArgumentParser

/// How long ago something may be, as it is written: `90m`, `26h`, `2d`.
struct MaxAge: ExpressibleByArgument {
  let duration: Duration

  private static let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400]

  init?(argument: String) {
    guard let unit = argument.last.flatMap({ Self.units[$0] }), !argument.hasPrefix("+"),
      let count = Int64(argument.dropLast()), (1...100_000).contains(count)
    else { return nil }
    duration = .seconds(count * unit)
  }
}
