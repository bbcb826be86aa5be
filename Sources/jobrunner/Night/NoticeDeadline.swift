internal import Postgres

/// How long something that tells of a night may take: as long as it is given, and once a signal asks the
/// program to end, only until it has to.
struct NoticeDeadline: Sendable {
  private let end: ContinuousClock.Instant
  /// What is left to it at least, although the program should have ended: its last words.
  private let atLeast: ContinuousClock.Instant
  private let interruption: Interruption

  /// What the program itself needs to end in time.
  static let margin = Duration.milliseconds(200)
  private static let lastWords = Duration.milliseconds(200)

  init(in limit: Duration, _ interruption: Interruption) {
    let now = ContinuousClock.now
    (end, atLeast) = (now + limit, now + Self.lastWords)
    self.interruption = interruption
  }

  var left: Duration {
    let stop = interruption.end.map { max($0 - Self.margin, atLeast) }
    return max(min(end, stop ?? end) - .now, .zero)
  }

  var isOver: Bool { left == .zero }

  /// Whether the program is asked to end, so that nothing is worth a second try.
  var isInterrupted: Bool { interruption.signal != nil }
}
