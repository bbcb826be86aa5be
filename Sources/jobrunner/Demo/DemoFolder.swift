internal import Billing
internal import Exporters
internal import Foundation
internal import Glibc

/// The folder of a demo: its configuration, its exports and the gateway's settlements. The cluster
/// lies elsewhere, where the database server may enter.
struct DemoFolder {
  let path: String

  var configurationFile: String { path + "/jobrunner.yaml" }
  var exports: String { path + "/exports" }

  /// How its configuration begins: by it a folder is known to be a demo's.
  private static let firstLine =
    "# The demo lab's configuration; Config/jobrunner.yaml explains every key."

  /// - Throws: `RequestError` with 64 for a folder with something in it that no demo made: what a demo
  ///   leaves is removed before it begins anew.
  init(_ path: String) throws {
    self.path = URL(fileURLWithPath: path).standardizedFileURL.path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: self.path)) ?? []
    let text = try? String(contentsOfFile: configurationFile, encoding: .utf8)
    guard names.isEmpty || text?.hasPrefix(Self.firstLine) == true else {
      throw RequestError(
        exitStatus: .badRequest,
        message: "\(self.path) is not empty, and no demo's folder: a demo would write over it",
        remedy: "name a new folder with --folder")
    }
  }

  /// Writes the configuration that the demo's own nights, and the commands after it, run with.
  func writeConfiguration(clusterFolder: String) throws {
    let text = """
      \(Self.firstLine)
      database:
        url: embedded
        embedded_folder: "\(clusterFolder)"
      billing:
        start_date: 2025-02-01
      checks:
        # The sample's days are long past.
        max_gap_days: 0
      exports:
        folder: "\(exports)"

      """
    _ = try write(Array(text.utf8), to: "jobrunner.yaml")
  }

  /// Writes a file of the folder whole.
  ///
  /// - Parameter name: its path in the folder.
  /// - Returns: its path from the root.
  /// - Throws: `RequestError` with 73.
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let url = URL(fileURLWithPath: path).appendingPathComponent(name)
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      let file = try UnfinishedFile(for: url.path)
      try file.write(bytes)
      try file.finish()
      return url.path
    } catch {
      throw RequestError(
        exitStatus: .notWritable, message: "the demo's folder \(path) cannot be written",
        remedy: "name another one with --folder")
    }
  }

  /// Removes what the nights and the office leave, so that they can be played anew.
  func removeResults() {
    for folder in [exports, path + "/settlements"] {
      try? FileManager.default.removeItem(atPath: folder)
    }
  }

  /// Removes all of it, and the folder where nothing of anybody else's is in it.
  func remove() {
    removeResults()
    try? FileManager.default.removeItem(atPath: configurationFile)
    _ = unsafe rmdir(path)
  }
}
