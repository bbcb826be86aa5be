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

/// A member of the staff as a list shows it.
package struct ListedStaff: Equatable, Sendable {
  package let member: StaffMember
  package let phone: String
  package let email: String?
  package let area: String?
}

extension Connection {
  /// Everybody of the staff, those who are active first.
  package func allStaff() throws -> [ListedStaff] {
    try query(
      """
      select id, name, role, is_active, phone, email, assigned_area
      from staff
      order by is_active desc, role, name, id
      """
    ) { row in
      ListedStaff(
        member: StaffMember(
          id: try row.decode(0), name: try row.string(1), role: try row.decode(2),
          isActive: try row.bool(3)),
        phone: try row.string(4), email: try row.optionalString(5),
        area: try row.optionalString(6))
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
