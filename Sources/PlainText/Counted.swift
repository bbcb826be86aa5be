/// How many of something, as people say it: `1 row`, `3 rows`.
///
/// - Parameters:
///   - one: what one of them is called.
///   - many: what several are called; by default the same with an s.
package func counted(_ count: some BinaryInteger, _ one: String, _ many: String? = nil) -> String {
  "\(count) \(count == 1 ? one : many ?? one + "s")"
}
