internal import Foundation
internal import Synchronization

/// How far something is that takes long.
struct Progress {
  /// What is done, such as "pricing": what takes this long begins anew with another one.
  var what: String
  var done = 0
  /// How much there is; nil where nobody knows.
  var total: Int?
  /// What is counted, such as "chunks".
  var unit = ""
}

/// The one line of a terminal that says what is done, how far it is, how fast and how long still. It is
/// rewritten at most ten times a second, cut to the terminal, and gone before anything else is written.
enum ProgressLine {
  private struct State {
    var outer: Progress?
    var outerBegan = ContinuousClock.now
    var inner: Progress?
    var innerBegan = ContinuousClock.now
    var shownAt: ContinuousClock.Instant?
    var isShown = false
    /// The terminal's width when it was last known: while a workbook is closed on another thread, what is
    /// written to standard error takes a detour.
    var width = 80
  }

  private static let state = Mutex(State())
  private static let pause = Duration.milliseconds(100)

  /// Whether anybody sees it.
  static let isSeen =
    StandardStream.messages.isTerminal && LogFormat.asked == .text
    && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  static func show(_ progress: Progress) {
    guard isSeen else { return }
    state.withLock { state in
      if state.inner?.what != progress.what { state.innerBegan = .now }
      state.inner = progress
      draw(&state)
    }
  }

  /// What all that follows is a part of, such as one night of many.
  static func showOuter(_ progress: Progress) {
    guard isSeen else { return }
    state.withLock { state in
      if state.outer?.what != progress.what { state.outerBegan = .now }
      (state.outer, state.inner) = (progress, nil)
      draw(&state)
    }
  }

  /// The line goes: something else is to be written, or it is done.
  static func clear() {
    guard isSeen else { return }
    state.withLock { state in
      guard state.isShown else { return }
      (state.isShown, state.shownAt) = (false, nil)
      StandardStream.messages.write("\r\u{1B}[K")
    }
  }

  private static func draw(_ state: inout State) {
    let now = ContinuousClock.now
    if let shownAt = state.shownAt, now - shownAt < pause { return }
    (state.shownAt, state.isShown) = (now, true)
    let parts = [
      state.outer.map { $0.text(after: now - state.outerBegan) },
      state.inner.map { $0.text(after: now - state.innerBegan) },
    ].compactMap(\.self)
    if let width = Terminal.width(of: 2) { state.width = width }
    // A line that is full wraps on some terminals.
    let width = state.width - 1
    let text = Secrets.hidden(in: parts.joined(separator: ": ")).harmless
    let shown = text.count > width ? text.prefix(max(0, width - 1)) + "…" : text[...]
    StandardStream.messages.write("\r\(shown)\u{1B}[K")
  }
}

extension Progress {
  /// `pricing: 120 of 480 chunks, 12 a second, 30 s left`.
  func text(after time: Duration) -> String {
    guard done > 0 || total != nil else { return what }
    var text =
      "\(what): \(done)" + (total.map { " of \($0)" } ?? "") + (unit.isEmpty ? "" : " \(unit)")
    let seconds = time / .seconds(1)
    guard done > 0, seconds >= 1 else { return text }
    let speed = Double(done) / seconds
    if speed >= 2 { text += ", \(Int(speed)) a second" }
    if let total, total > done {
      text += ", \(Duration.seconds(Int(Double(total - done) / speed) + 1).words) left"
    }
    return text
  }
}
