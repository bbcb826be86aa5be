/// What is done to rows of a table.
package enum DataAction: String, CaseIterable, Sendable {
  case create, update, delete, `import`
}

/// Which member of the staff may write what through the program (docs/admin.md). Reading asks nobody: what
/// may be read is the right of the database's user.
package enum DataAuthority {
  /// What a role may do beside reading.
  package struct Grant: Equatable, Sendable {
    package let role: StaffRole
    package let table: String
    package let actions: Set<DataAction>
    /// The columns that an update may write; nil where it may write all.
    package let columns: [String]?
  }

  /// What roles but the admin's may write: the collector says what was collected, the technician what was
  /// processed and found. The analyst reads.
  package static let grants: [Grant] = [
    Grant(
      role: .collector, table: Table.bookingItems.name, actions: [.update], columns: ["status"]),
    Grant(role: .collector, table: Table.bookings.name, actions: [.update], columns: ["notes"]),
    Grant(role: .labTech, table: Table.bookingItems.name, actions: [.update], columns: ["status"]),
    Grant(
      role: .labTech, table: Table.testReports.name, actions: [.create, .update], columns: nil),
    Grant(
      role: .labTech, table: Table.testBatchGroups.name, actions: [.create, .update], columns: nil),
  ]

  /// Who may import payments.
  package static let payments: Set<StaffRole> = [.admin, .analyst]

  /// What a role may do beside reading, in phrases: "update bookings (notes)".
  package static func phrases(of role: StaffRole) -> [String] {
    guard role != .admin else { return ["everything"] }
    let grants = grants.filter { $0.role == role }.map { grant in
      let actions = DataAction.allCases.filter(grant.actions.contains).map(\.rawValue)
      return actions.joined(separator: " and ") + " \(grant.table)"
        + (grant.columns.map { " (\($0.joined(separator: ", ")))" } ?? "")
    }
    return grants + (payments.contains(role) ? ["import payments"] : [])
  }

  /// What a role may do, in a sentence: "collector: reads, and may do: …".
  package static func sentence(of role: StaffRole) -> String {
    let phrases = phrases(of: role)
    return "\(role.rawValue): reads"
      + (phrases.isEmpty ? "" : ", and may do: \(phrases.joined(separator: ", "))")
  }

  /// Who may do this; an admin may do everything.
  ///
  /// - Parameter columns: those that are written.
  package static func roles(
    for action: DataAction, of table: Table, columns: [String]
  ) -> Set<StaffRole> {
    var roles: Set<StaffRole> = [.admin]
    for grant in grants where grant.table == table.name && grant.actions.contains(action) {
      guard let allowed = grant.columns else {
        roles.insert(grant.role)
        continue
      }
      if action == .update, !columns.isEmpty, Set(columns).isSubset(of: allowed) {
        roles.insert(grant.role)
      }
    }
    return roles
  }
}
