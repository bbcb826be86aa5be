extension Duration {
  /// As a person reads it, in its two largest units: `0.4 s`, `12 s`, `3 min 5 s`, `7 h 20 min`, `3 days 4 h`.
  var words: String {
    let (seconds, attoseconds) = components
    if seconds < 10 {
      let tenths = max(0, seconds * 10 + attoseconds / 100_000_000_000_000_000)
      return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
    let parts: [(count: Int64, unit: String)] = [
      (seconds / 86_400, seconds < 2 * 86_400 ? "day" : "days"), (seconds / 3600 % 24, "h"),
      (seconds / 60 % 60, "min"), (seconds % 60, "s"),
    ]
    let first = parts.firstIndex { $0.count > 0 } ?? 3
    return parts[first...].prefix(2).filter { $0.count > 0 }.map { "\($0.count) \($0.unit)" }
      .joined(separator: " ")
  }

  /// In seconds, for programs.
  var inSeconds: Int64 { components.seconds }
}
