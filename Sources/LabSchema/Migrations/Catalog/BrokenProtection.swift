internal import Billing

/// Something that holds the job's promises in the database (docs/trust.md) and is not as the
/// migrations made it: a constraint or unique index of the job's own tables, a trigger or a function.
package struct BrokenProtection: Equatable, Sendable {
  /// What is wrong, in a sentence without its full stop.
  package let message: String
  /// What the tables' owner does about it.
  package let repair: String
}

extension Migrator {
  /// What of the lab's protections is missing, switched off, or otherwise than it was made.
  ///
  /// - Throws: `MigrationError`, as ``verify()`` does.
  package func brokenProtections() throws -> [BrokenProtection] {
    let comparison = try verify()
    return comparison.missing.filter(\.isProtection).map(BrokenProtection.init(missing:))
      + comparison.different.filter(\.expected.isProtection).map(BrokenProtection.init)
  }
}

extension CatalogObject {
  private static let protectedTables = Set(LabTables.jobs.map(\.name) + [Table.billingRecords.name])

  /// Whether the database holds a promise of the job's by it. Every function and trigger of the catalog's
  /// record is the job's own, also on a table of the app's.
  fileprivate var isProtection: Bool {
    switch kind {
    case .function, .trigger: true
    case .constraint: Self.protectedTables.contains(table)
    case .index: definition.hasPrefix("CREATE UNIQUE") && Self.protectedTables.contains(table)
    case .table, .view, .column, .rule: false
    }
  }

  /// A trigger's definition as `pg_get_triggerdef` says it, and when it fires.
  fileprivate var firing: (definition: String, mode: String) {
    for mode in [" always", " disabled"] where definition.hasSuffix(mode) {
      return (String(definition.dropLast(mode.count)), mode.trimmingPrefix(" ").description)
    }
    return (definition, "")
  }
}

extension BrokenProtection {
  fileprivate init(missing object: CatalogObject) {
    let firing = object.firing
    let repair =
      switch object.kind {
      case .trigger:
        "\(firing.definition); \(Self.enable(object))"
      case .constraint:
        "alter table \(object.table) add constraint \(object.ownName) \(object.definition)"
      case .index: object.definition
      default:
        Self.makingAgain
      }
    self.init(message: "\(object.kind.rawValue) \(object.name) is missing", repair: repair)
  }

  fileprivate init(_ difference: CatalogComparison.Difference) {
    let (expected, found) = (difference.expected, difference.found)
    let name = "\(expected.kind.rawValue) \(expected.name)"
    if expected.kind == .trigger, expected.firing.definition == found.firing.definition {
      let state = found.firing.mode == "disabled" ? "is switched off" : "does not fire always"
      self.init(message: "\(name) \(state)", repair: Self.enable(expected))
    } else if expected.kind == .function {
      self.init(
        message: "\(name) is not what its migration made",
        repair:
          Self.makingAgain
      )
    } else {
      let missing = BrokenProtection(missing: expected)
      self.init(
        message: "\(name) is not what its migration made: \(found.definition)",
        repair: "drop it, and \(missing.repair)")
    }
  }

  private static let makingAgain =
    "make it again as its migration does (jobrunner migrate plan prints it in an empty schema)"

  private static func enable(_ trigger: CatalogObject) -> String {
    let mode = trigger.firing.mode == "always" ? "always " : ""
    return "alter table \(trigger.table) enable \(mode)trigger \(trigger.ownName)"
  }
}
