internal import Foundation

/// Where a command finds its configuration file.
enum ConfigurationPlace {
  /// Looked in, in this order, where nothing else is named. The last is where a package of the system's
  /// puts it.
  static let standard = ["jobrunner.yaml", "/etc/jobrunner/jobrunner.yaml"]

  /// The file that `--config` names, else `$JOBRUNNER_CONFIG`, else the first that is there; nil where
  /// there is none.
  static func file(option: String?, environment: [String: String]) -> ConfigurationFile? {
    let named = option ?? environment["JOBRUNNER_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
    let path = named ?? standard.first { FileManager.default.fileExists(atPath: $0) }
    return path.map { ConfigurationFile(path: $0) }
  }

  /// Why a command reads none, in words.
  static let reasonForNone =
    "neither --config nor $JOBRUNNER_CONFIG names one, and there is no "
    + standard.joined(separator: " or ")
}
