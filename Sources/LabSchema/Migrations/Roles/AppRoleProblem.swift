package import Billing

/// Why a role cannot be given what the lab's app needs.
package enum AppRoleProblem: ReportedError, Equatable, Sendable {
  case missing(role: String)
  /// Everybody is not the app.
  case everybody
  /// It is a superuser, or may become one.
  case superuser(role: String)
  /// One of the server's own, such as `pg_read_all_data`.
  case serversOwn(role: String)
  /// One of ours, which have other work.
  case groupRole(role: String)
  /// Whoever logs in as the app would have the group's rights too.
  case member(role: String, group: String)
  /// It is the connected user, who owns the job's tables and cannot give them away.
  case migrator(role: String, group: String)
  /// The group owns the job's tables, and an owner may do everything.
  case memberOfOwner(role: String, owner: String)

  package var message: String {
    switch self {
    case .missing(let role): "there is no role \"\(role)\" on this server"
    case .everybody: "PUBLIC is everybody, and not the lab's app"
    case .superuser(let role):
      "the role \"\(role)\" is a superuser, or may become one: it may do everything, and no grant changes that"
    case .serversOwn(let role): "the role \"\(role)\" is the server's own"
    case .groupRole(let role): "\(role) is a group role of jobrunner's, and not the lab's app"
    case .member(let role, let group):
      "the role \"\(role)\" is a member of \(group): whoever logs in as the app could write what is billed"
    case .migrator(let role, _):
      "the role \"\(role)\" is the one that jobrunner connects as, and owns the plan's tables: it lacks nothing"
    case .memberOfOwner(let role, let owner):
      "the role \"\(role)\" is a member of \"\(owner)\", which owns the job's tables: whoever logs in as "
        + "the app could write what is billed"
    }
  }

  package var remedy: String {
    switch self {
    case .missing(let role):
      "name the role that the app connects as (select current_user in a session of the app's), or make "
        + "it: create role \"\(role)\" login"
    case .everybody, .serversOwn, .groupRole:
      "name the role that the app connects as (select current_user in a session of the app's)"
    case .superuser:
      "let the app connect as a role that is no superuser, which has its rights on the app's own tables, "
        + "and name that one"
    case .member(let role, let group):
      "revoke \(group) from \"\(role)\"; what jobrunner needs is for the user that it connects as"
    case .migrator(let role, let group):
      "name another; or let a superuser run it, which gives the job's tables to \(group), and migrate from "
        + "then on as a member of \(group) that is not \"\(role)\""
    case .memberOfOwner(let role, let owner):
      "name both, and the job's tables change hands; or revoke \"\(owner)\" from \"\(role)\""
    }
  }
}

extension AppRoleProblem {
  package var exitStatus: ExitStatus { .badRequest }
}
