/// Where a schema stands: each migration that the program knows or the ledger names, in the order
/// of the versions.
package struct MigrationStatus: Equatable, Sendable {
  /// How a migration of the program and the ledger's row compare.
  package enum State: Equatable, Sendable {
    case applied(Instant)
    case pending
    /// Applied, from a text or under a name that is not this program's.
    case edited(Instant)
    /// Applied, and this program has no such migration among its own.
    case missing(Instant)
    /// Not applied, although a later one is.
    case outOfOrder
    /// Applied, and later than any that this program knows: a newer version was here.
    case unknownNewer(Instant)
  }

  package struct Entry: Equatable, Sendable {
    package let version: Int32
    package let name: String
    package let phase: MigrationPhase
    package let state: State
  }

  package let entries: [Entry]

  package init(known: [Migration], applied: [AppliedMigration]) {
    let rows = Dictionary(applied.map { ($0.version, $0) }, uniquingKeysWith: { first, _ in first })
    let newestApplied = applied.map(\.version).max() ?? -1
    let newestKnown = known.map(\.version).max() ?? -1
    var entries = known.map { migration in
      let state: State =
        switch rows[migration.version] {
        case nil: migration.version < newestApplied ? .outOfOrder : .pending
        case let row? where row.sha256 == migration.sha256 && row.name == migration.name:
          .applied(row.appliedAt)
        case let row?: .edited(row.appliedAt)
        }
      return Entry(
        version: migration.version, name: migration.name, phase: migration.phase, state: state)
    }
    let versions = Set(known.map(\.version))
    entries += applied.filter { !versions.contains($0.version) }.map { row in
      Entry(
        version: row.version, name: row.name, phase: row.phase,
        state: row.version > newestKnown
          ? .unknownNewer(row.appliedAt) : .missing(row.appliedAt))
    }
    self.entries = entries.sorted { $0.version < $1.version }
  }

  /// What the next `apply` runs.
  package var pending: [Entry] { entries.filter { $0.state == .pending } }

  /// What keeps `apply` from running anything.
  package var problems: [Entry] {
    entries.filter { entry in
      switch entry.state {
      case .applied, .pending: false
      case .edited, .missing, .outOfOrder, .unknownNewer: true
      }
    }
  }

  /// Whether the schema is exactly what this version of the program needs.
  package var isCurrent: Bool { pending.isEmpty && problems.isEmpty }
}

extension MigrationStatus.State: CustomStringConvertible {
  /// A word or two for a table.
  package var description: String {
    switch self {
    case .applied: "applied"
    case .pending: "pending"
    case .edited: "edited"
    case .missing: "missing"
    case .outOfOrder: "out of order"
    case .unknownNewer: "unknown, newer"
    }
  }
}
