"""Every GraphQL document we send; a test checks each against Linear's schema, and what it costs."""

from collections.abc import Mapping

BULK_MAX = 50  # issues in one question: what stays under 500 points

_PARTS = """
fragment IssueParts on Issue {
  id identifier url title priority updatedAt archivedAt trashed
  state { id name type }
  assignee { id name }
  team { id key }
}
"""

# One issue also says what it shows already: its newest links are what we compare ours with.
_ISSUE = (
    """
fragment IssueShown on Issue { ...IssueParts attachments(first: 50) { nodes { url } } }
"""
    + _PARTS
)

VIEWER = "query Viewer { viewer { id name admin } }"

TEAMS = """
query Teams($after: String) {
  teams(first: 100, after: $after) {
    nodes { id key name visibility }
    pageInfo { hasNextPage endCursor }
  }
}
"""

LABELS = """
query Labels($names: [String!]!) {
  issueLabels(filter: { name: { in: $names } }, first: 100) { nodes { id name team { id } } }
}
"""

LABEL = "query Label($id: String!) { issueLabel(id: $id) { id name } }"

PROJECTS = """
query Projects($name: String!, $team: ID!) {
  projects(
    filter: { name: { eqIgnoreCase: $name }, accessibleTeams: { some: { id: { eq: $team } } } }
    first: 1
  ) { nodes { id name } }
}
"""

STATES = """
query States($issue: String!) {
  issue(id: $issue) { team { states(first: 50) { nodes { id type position } } } }
}
"""

ISSUE = "query Issue($id: String!) { issue(id: $id) { ...IssueShown } }" + _ISSUE

ISSUES = (
    """
query Issues($ids: [ID!]!) {
  issues(filter: { id: { in: $ids } }, first: 50) { nodes { ...IssueParts } }
}
"""
    + _PARTS
)

# Linear's largest page ("Pagination"): the links of some 80 escalations.
ATTACHMENTS = """
query Attachments($id: String!) {
  issue(id: $id) { description attachments(first: 250) { nodes { title url metadata } } }
}
"""

RELATIONS = """
query Relations($id: String!) {
  issue(id: $id) { relations(first: 10) { nodes { type relatedIssue { identifier } } } }
}
"""

RELATION = "query Relation($id: String!) { issueRelation(id: $id) { id } }"

COMMENT = "query Comment($id: String!) { comment(id: $id) { id issue { ...IssueShown } } }" + _ISSUE

NEED = "query Need($id: String!) { customerNeed(id: $id) { id } }"

CUSTOMERS = "query Customers { customers(first: 1) { nodes { id } } }"

WEBHOOKS = """
query Webhooks {
  webhooks(first: 100) {
    nodes { id url label enabled resourceTypes allPublicTeams secret team { id } }
  }
}
"""

CREATE_ISSUE = (
    """
mutation CreateIssue($input: IssueCreateInput!) {
  issueCreate(input: $input) { success issue { ...IssueShown } }
}
"""
    + _ISSUE
)

UPDATE_ISSUE = (
    """
mutation UpdateIssue($id: String!, $input: IssueUpdateInput!) {
  issueUpdate(id: $id, input: $input) { success issue { ...IssueShown } }
}
"""
    + _ISSUE
)

CREATE_COMMENT = (
    """
mutation CreateComment($input: CommentCreateInput!) {
  commentCreate(input: $input) { success comment { id issue { ...IssueShown } } }
}
"""
    + _ISSUE
)

ATTACH = """
mutation Attach($input: AttachmentCreateInput!) {
  attachmentCreate(input: $input) { success }
}
"""

CREATE_LABEL = """
mutation CreateLabel($input: IssueLabelCreateInput!) {
  issueLabelCreate(input: $input) { success issueLabel { id name } }
}
"""

RELATE = """
mutation Relate($input: IssueRelationCreateInput!) {
  issueRelationCreate(input: $input) { success }
}
"""

UPSERT_CUSTOMER = """
mutation UpsertCustomer($input: CustomerUpsertInput!) {
  customerUpsert(input: $input) { success }
}
"""

CREATE_NEED = """
mutation CreateNeed($input: CustomerNeedCreateInput!) {
  customerNeedCreate(input: $input) { success }
}
"""

CREATE_WEBHOOK = """
mutation CreateWebhook($input: WebhookCreateInput!) {
  webhookCreate(input: $input) { success }
}
"""

UPDATE_WEBHOOK = """
mutation UpdateWebhook($id: String!, $input: WebhookUpdateInput!) {
  webhookUpdate(id: $id, input: $input) { success }
}
"""

# Points by Linear's rule ("Rate limiting": a property 0.1, an object 1, a connection `first` times
# its children, rounded up); an hour has 3,000,000 of them, one document of ours at most 500.
POINTS: Mapping[str, int] = {
    "VIEWER": 2,
    "TEAMS": 143,
    "LABELS": 231,
    "LABEL": 2,
    "PROJECTS": 3,
    "STATES": 68,
    "ISSUE": 62,
    "ISSUES": 276,
    "ATTACHMENTS": 328,
    "RELATIONS": 24,
    "RELATION": 2,
    "COMMENT": 63,
    "NEED": 2,
    "CUSTOMERS": 3,
    "WEBHOOKS": 281,
    "CREATE_ISSUE": 63,
    "UPDATE_ISSUE": 63,
    "CREATE_COMMENT": 64,
    "ATTACH": 2,
    "CREATE_LABEL": 3,
    "RELATE": 2,
    "UPSERT_CUSTOMER": 2,
    "CREATE_NEED": 2,
    "CREATE_WEBHOOK": 2,
    "UPDATE_WEBHOOK": 2,
}
