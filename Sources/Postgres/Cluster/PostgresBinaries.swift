internal import Foundation

/// Where the server's programs are, and of which major version they are.
package struct PostgresBinaries: Sendable, Equatable {
  /// The oldest major version the program works with.
  package static let oldestMajor = 15

  package let folder: String
  package let major: Int

  package var initdb: String { folder + "/initdb" }
  package var pgCtl: String { folder + "/pg_ctl" }
  package var pgIsReady: String { folder + "/pg_isready" }
}

extension PostgresBinaries {
  /// The programs on the PATH, which somebody put there on purpose, otherwise the newest installed;
  /// or those of `major` where a cluster already is of that version.
  ///
  /// Debian keeps each version in a folder of its own, off the PATH.
  package static func find(
    major: Int? = nil,
    versionsFolder: String = "/usr/lib/postgresql",
    path: String = ProcessInfo.processInfo.environment["PATH"] ?? ""
  ) -> PostgresBinaries? {
    onPath(path, major: major)
      ?? installed(in: versionsFolder).first { major == nil || $0.major == major }
  }

  /// The folders `find` looks at, for a message.
  package static let searched = ["PATH", "/usr/lib/postgresql/*/bin"]

  private static func installed(in versionsFolder: String) -> [PostgresBinaries] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: versionsFolder)) ?? []
    return names.compactMap { Int($0) }
      .filter { $0 >= oldestMajor }
      .sorted(by: >)
      .map { PostgresBinaries(folder: "\(versionsFolder)/\($0)/bin", major: $0) }
      .filter(\.isComplete)
  }

  private static func onPath(_ path: String, major: Int?) -> PostgresBinaries? {
    for folder in path.split(separator: ":").map(String.init) {
      let unknown = PostgresBinaries(folder: folder, major: 0)
      guard unknown.isComplete, let found = unknown.reportedMajor, found >= oldestMajor,
        major == nil || major == found
      else { continue }
      return PostgresBinaries(folder: folder, major: found)
    }
    return nil
  }

  private var isComplete: Bool {
    ["initdb", "pg_ctl", "pg_isready", "postgres"].allSatisfy {
      FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)")
    }
  }

  /// The version that `pg_ctl (PostgreSQL) 16.4` says it is.
  private var reportedMajor: Int? {
    guard let process = try? ChildProcess(command: [pgCtl, "--version"]) else { return nil }
    let words = process.wait(within: .seconds(10)).standardOutput.split(separator: " ")
    return words.lazy.compactMap { Int($0.prefix { $0.isNumber }) }.first
  }
}
