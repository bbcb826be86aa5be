internal import Exporters
internal import Foundation

extension PreflightCheck {
  static let exportsFolder = PreflightCheck(
    "exports folder", .machine { try folder($0.exports.folder) })

  static let temporaryFolder = PreflightCheck(
    "temporary folder", .machine { try folder($0.exports.temporaryFolder) })

  /// The folder, or the first of its parents that exists, must be writable and have some room.
  private static func folder(_ path: String) throws -> PreflightVerdict {
    var folder = URL(fileURLWithPath: path)
    while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
      folder.deleteLastPathComponent()
    }
    guard FileManager.default.isWritableFile(atPath: folder.path) else {
      return .fail(
        Failure(
          73, "\(folder.path) is not writable", "let this user write there, or set another folder"))
    }
    let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder.path)
    let free = (attributes[.systemFreeSize] as? NSNumber)?.int64Value ?? .max
    guard free < room else { return .ok }
    return .warn(
      Failure(
        73, "only \(free / 1_000_000) MB are free in \(folder.path)",
        "make room, or set another folder: a month of 100,000 bookings takes some 100 MB"))
  }

  /// Bytes below which a large month may not fit.
  private static let room: Int64 = 200_000_000
}
