internal import Exporters
internal import Foundation

extension PreflightCheck {
  static let exportsFolder = PreflightCheck(
    "exports folder", .machine { try folder($0.exports.folder) })

  static let temporaryFolder = PreflightCheck(
    "temporary folder", .machine { try folder($0.exports.temporaryFolder) })

  /// The folder, or the first of its parents that exists, must be one that a file can be written to,
  /// and have some room. It is named from the root.
  private static func folder(_ path: String) throws -> PreflightVerdict {
    var folder = URL(fileURLWithPath: path)
    while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
      folder.deleteLastPathComponent()
    }
    if let problem = problem(of: folder.path) {
      return .fail(Failure(73, problem, "let this user write there, or set another folder"))
    }
    let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder.path)
    let free = (attributes[.systemFreeSize] as? NSNumber)?.int64Value ?? .max
    guard free < room else { return .known(path) }
    return .warn(
      Failure(
        73, "\(path): only \(free / 1_000_000) MB are free there",
        "make room, or set another folder: a month of 100,000 bookings takes some 100 MB"))
  }

  /// Why no file can be written to a folder; nil where one was, which is gone again.
  private static func problem(of folder: String) -> String? {
    var isFolder: ObjCBool = false
    _ = unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
    guard isFolder.boolValue else { return "\(folder) is not a folder" }
    let path = folder + "/.jobrunner-doctor-\(UUID().uuidString)"
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      return "\(folder) is not writable: \(unsafe String(cString: strerror(errno)))"
    }
    defer { _ = unsafe unlink(path) }
    // A full disk lets a name be made, and takes no byte.
    let isWritten = unsafe write(file, "x", 1) == 1 && fsync(file) == 0
    let reason = errno
    guard close(file) == 0, isWritten else {
      return "\(folder) takes no file: \(unsafe String(cString: strerror(reason)))"
    }
    return nil
  }

  /// Bytes below which a large month may not fit.
  private static let room: Int64 = 200_000_000
}
