internal import Billing
internal import Foundation

/// A path as a person writes it.
enum FilePath {
  /// The path from the root: `~` is the home folder, and what does not begin at the root begins at
  /// `folder`. Nil for `~somebody`, which only a shell knows.
  static func absolute(
    _ written: String, in folder: String = FileManager.default.currentDirectoryPath
  ) -> String? {
    var path = written
    if path == "~" || path.hasPrefix("~/") {
      path = home + path.dropFirst()
    } else if path.hasPrefix("~") {
      return nil
    }
    while path.hasPrefix("./") { path.removeFirst(2) }
    if path == "." || path.isEmpty { return folder }
    if !path.hasPrefix("/") { path = (folder == "/" ? "" : folder) + "/" + path }
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// The folder of a file, from the root.
  static func folder(ofFile path: String) -> String {
    let file = absolute(path) ?? path
    return String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
  }

  /// The same of an option of the command line, which begins at the working folder.
  ///
  /// - Throws: `RequestError` with 64.
  static func absolute(option name: String, _ written: String) throws -> String {
    guard let path = absolute(written) else {
      throw RequestError(
        exitStatus: .badRequest,
        message: "\(name): \"\(written)\" names a home folder that is not known here",
        remedy: "write the folder from the root")
    }
    return path
  }

  private static var home: String {
    let home = ProcessInfo.processInfo.environment["HOME"] ?? ""
    return home.hasPrefix("/") ? home : NSHomeDirectory()
  }
}

/// Where a lab's packages go when the configuration does not say.
enum ExportsFolderName {
  /// `exports`; for a lab in another schema than `public` a folder of its own beside it, such as
  /// `exports-north`, since no two labs may write into one. What a file name should not have is written
  /// as its bytes in hexadecimal digits.
  static func standard(schema: String) -> String {
    schema == "public" ? "exports" : "exports-" + schema.utf8.map(escaped).joined()
  }

  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      String(UnicodeScalar(byte))
    default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }
}
