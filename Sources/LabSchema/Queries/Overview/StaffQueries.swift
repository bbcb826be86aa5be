package import Billing
package import Postgres

/// A member of the staff as far as attribution asks: never the password.
package struct StaffMember: Equatable, Sendable {
  package let id: StaffID
  package let name: String
  package let role: StaffRole
  package let isActive: Bool
}

extension Connection {
  /// Who has this telephone number or e-mail address; several where the table does not tell them
  /// apart. Numbers compare without spaces and hyphens, addresses without regard to case.
  package func staff(phoneOrEmail text: String) throws -> [StaffMember] {
    try query(
      """
      select id, name, role, is_active
      from staff
      where translate(phone, ' -', '') = translate(\(text)::text, ' -', '')
        or lower(btrim(email) collate "C") = lower(btrim(\(text)::text) collate "C")
      order by id
      """
    ) { row in
      StaffMember(
        id: try row.decode(0), name: try row.string(1), role: try row.decode(2),
        isActive: try row.bool(3))
    }
  }
}

/// What a member of the staff does, and may do.
package enum StaffRole: String, StoredEnumeration {
  case admin
  case collector
  case labTech = "lab_tech"
  case analyst
}
