internal import Foundation
internal import Glibc

extension ConfigurationFile {
  /// The lines of the file that hold a secret, where any user of this machine may read it. Its group may:
  /// that is how a service's user reads what root wrote.
  var readableSecrets: [ConfigurationFault] {
    guard FileRights.letOthersRead(absolutePath) else { return [] }
    return entries.sorted { ($0.value.line ?? 0) < ($1.value.line ?? 0) }.compactMap { key, entry in
      let holdsSecret =
        ConfigurationKey(rawValue: key)?.holdsSecret(entry.text)
        ?? (Secrets.hidden(in: entry.text) != entry.text)
      guard holdsSecret else { return nil }
      return ConfigurationFault(
        source: .file(path, line: entry.line), key: key,
        problem: "holds a secret, and any user of this machine may read the file",
        remedy: "chmod o-rwx \(path)")
    }
  }
}

/// Who may read a file.
enum FileRights {
  /// Whether every user of this machine may: the file's own rights, and those of the folders on the way.
  ///
  /// - Parameter path: from the root.
  static func letOthersRead(_ path: String) -> Bool {
    guard let mode = Self.mode(of: path), mode & S_IROTH != 0 else { return false }
    var folder = path[...]
    while let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
      folder = folder[..<slash]
      guard let mode = Self.mode(of: String(folder)), mode & S_IXOTH != 0 else { return false }
    }
    return true
  }

  private static func mode(of path: String) -> mode_t? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status.st_mode : nil
  }
}
