#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The locale that C prints numbers in.
enum NumericLocale {
  /// Runs `body` with the calling thread's numbers written with a point, whatever the process's
  /// locale says: the spreadsheet library prints with C's own functions.
  static func withPlainNumbers<Value>(_ body: () throws -> Value) rethrows -> Value {
    guard let plain = unsafe newlocale(LC_NUMERIC_MASK, "C", nil) else { return try body() }
    let previous = unsafe uselocale(plain)
    defer {
      unsafe uselocale(previous)
      unsafe freelocale(plain)
    }
    return try body()
  }
}
