internal import Billing
internal import Foundation

/// A file operation that the system refused.
struct SystemFailure: Error, Equatable, CustomStringConvertible {
  /// What was tried, such as "create".
  var action: String
  var path: String
  /// The system's error number.
  var code: Int32
  /// Why, where the system's own words would not say it.
  var words: String?

  /// The failure the system has just reported.
  static func last(_ action: String, _ path: String) -> SystemFailure {
    SystemFailure(action: action, path: path, code: errno)
  }

  var reason: String { unsafe words ?? String(cString: strerror(code)) }
  var description: String { "cannot \(action) \(path): \(reason)" }

  /// No room: the disk is full, or this user's share of it.
  var isNoSpace: Bool { code == ENOSPC || code == EDQUOT }

  /// A limit that was set for this process, of open files or of a file's size, not the folder's doing.
  var isLimit: Bool { Self.limits.contains(code) }

  static let limits = [EMFILE, ENFILE, EFBIG]
}
