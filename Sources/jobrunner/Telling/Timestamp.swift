internal import Glibc

/// A moment as the log writes it: the machine's local time to the millisecond, and how far that is from
/// UTC (RFC 3339), such as `2025-01-20T02:30:04.125+05:30`.
struct Timestamp: CustomStringConvertible {
  private let seconds: time_t
  private let milliseconds: Int

  init(seconds: Int, milliseconds: Int) {
    (self.seconds, self.milliseconds) = (seconds, milliseconds)
  }

  static func now() -> Timestamp {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
  }

  var description: String {
    var seconds = seconds
    var local = unsafe tm()
    _ = unsafe localtime_r(&seconds, &local)
    let offset = unsafe local.tm_gmtoff / 60
    let date =
      unsafe "\(local.tm_year + 1900)-\(Self.digits(local.tm_mon + 1))-\(Self.digits(local.tm_mday))"
    let time =
      unsafe "\(Self.digits(local.tm_hour)):\(Self.digits(local.tm_min)):\(Self.digits(local.tm_sec))"
    let zone =
      "\(offset < 0 ? "-" : "+")\(Self.digits(abs(offset) / 60)):\(Self.digits(abs(offset) % 60))"
    return "\(date)T\(time).\(Self.digits(milliseconds, 3))\(zone)"
  }

  private static func digits(_ number: some BinaryInteger, _ count: Int = 2) -> String {
    let text = "\(number)"
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
