"""Every GraphQL document we send; a test checks each against Linear's schema, and what it costs."""

TEAMS_PAGE = 100  # teams: 133 of the 10,000 points that a query may cost

_ISSUE = """
fragment IssueParts on Issue {
  id identifier url title priority
  state { id name type }
  assignee { id name }
  team { id key }
}
"""

VIEWER = "query Viewer { viewer { id name } }"

TEAMS = """
query Teams($first: Int!, $after: String) {
  teams(first: $first, after: $after) {
    nodes { id key name }
    pageInfo { hasNextPage endCursor }
  }
}
"""

STATES = """
query States($issue: String!) {
  issue(id: $issue) { team { states(first: 50) { nodes { id type position } } } }
}
"""

ISSUE = "query Issue($id: String!) { issue(id: $id) { ...IssueParts } }" + _ISSUE

DESCRIPTION = "query Description($id: String!) { issue(id: $id) { description } }"

COMMENT = "query Comment($id: String!) { comment(id: $id) { id } }"

CREATE_ISSUE = (
    """
mutation CreateIssue($input: IssueCreateInput!) {
  issueCreate(input: $input) { success issue { ...IssueParts } }
}
"""
    + _ISSUE
)

UPDATE_ISSUE = (
    """
mutation UpdateIssue($id: String!, $input: IssueUpdateInput!) {
  issueUpdate(id: $id, input: $input) { success issue { ...IssueParts } }
}
"""
    + _ISSUE
)

CREATE_COMMENT = """
mutation CreateComment($input: CommentCreateInput!) {
  commentCreate(input: $input) { success }
}
"""

ATTACH = """
mutation Attach($input: AttachmentCreateInput!) {
  attachmentCreate(input: $input) { success }
}
"""
