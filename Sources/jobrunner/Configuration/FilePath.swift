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
