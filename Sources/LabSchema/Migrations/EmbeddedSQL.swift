internal import LabSQL

/// A .sql file that was compiled into the program.
package struct EmbeddedFile: Equatable, Sendable {
  /// Its name without folder and ending.
  package let name: String
  package let text: String
}

/// The .sql files that were compiled into the program.
package enum EmbeddedSQL {
  /// The demo lab's data, in the order in which it is loaded.
  package static let demoLoad = demoFiles.filter { $0.name < "90" }

  /// What the demo's office puts right in the app on the evening of a day; no part of the load.
  package static let demoCorrections = demoFile("90_corrections")
  /// The same before a month is closed.
  package static let demoMonthEnd = demoFile("91_month_end")

  /// What each migration adds to the catalog.
  package static let catalog = unsafe files(LabSQLCatalog(), count: 1)[0]

  static let migrationFiles = unsafe files(LabSQLMigrations(), count: LabSQLMigrationCount())

  private static let demoFiles = unsafe files(LabSQLDemoFiles(), count: LabSQLDemoFileCount())

  private static func demoFile(_ name: String) -> EmbeddedFile {
    guard let file = demoFiles.first(where: { $0.name == name }) else {
      preconditionFailure("there is no \(name).sql in the demo's folder")
    }
    return file
  }

  private static func files(_ start: UnsafePointer<LabSQLFile>, count: Int) -> [EmbeddedFile] {
    unsafe UnsafeBufferPointer(start: start, count: count).map { file in
      let bytes = unsafe UnsafeBufferPointer(start: file.bytes, count: file.length)
      return unsafe EmbeddedFile(
        name: String(cString: file.name), text: String(decoding: bytes, as: UTF8.self))
    }
  }
}

/// The migrations this version of the program knows.
package enum EmbeddedMigrations {
  /// Every migration, in the order of the versions.
  package static let all: [Migration] = EmbeddedSQL.migrationFiles.map { file in
    guard let migration = Migration(name: file.name, sql: file.text) else {
      preconditionFailure("\(file.name).sql is not named NNNN_phase_kind_what")
    }
    return migration
  }
}
