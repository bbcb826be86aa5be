internal import Billing
internal import Exporters
internal import Foundation

/// The folder of a demo: its configuration and its exports. The cluster lies elsewhere, where the
/// database server may enter.
struct DemoFolder {
  let path: String

  var configurationFile: String { path + "/jobrunner.yaml" }
  var exports: String { path + "/exports" }

  init(_ path: String) {
    self.path = URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// Writes the configuration that the demo's own nights, and the commands after it, run with.
  func writeConfiguration(clusterFolder: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
      let text = """
        # The demo lab's configuration; Config/jobrunner.yaml explains every key.
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
      let file = try UnfinishedFile(for: configurationFile)
      try file.write(Array(text.utf8))
      try file.finish()
    } catch {
      throw RequestError(
        exitStatus: .notWritable, message: "the demo's folder \(path) cannot be written",
        remedy: "name another one with --folder")
    }
  }
}
