"""Names of the systems that tickets are about, and the words that join systems."""

# The makers' products that support desks hear of; one that many people name otherwise has no place.
SYSTEMS = (
    "salesforce|sap|netsuite|shopify|shipstation|hubspot|mailchimp|zendesk|freshdesk|intercom"
    "|slack|jira"
    "|confluence|github|gitlab|bitbucket|stripe|paypal|adyen|klarna|quickbooks|xero|datev|workday"
    "|bamboohr|personio|okta|auth0|onelogin|azure|entra|sharepoint|outlook|dynamics|zapier"
    "|workato|mulesoft"
    "|boomi|snowflake|databricks|bigquery|redshift|tableau|looker|airtable|asana|trello"
    "|dropbox|docusign|twilio|sendgrid|marketo|pardot|klaviyo|magento|woocommerce|wordpress"
    "|bigcommerce"
    "|prestashop|shopware|amazon|ebay|etsy|servicenow|pagerduty|opsgenie|datadog|splunk|sentry"
    "|grafana"
    "|kafka|rabbitmq|postgres|mysql|mongodb|oracle|odoo|pipedrive|zoho|gorgias|whatsapp|telegram"
    "|microsoft teams|google workspace|google sheets|google drive|google analytics|google ads"
    "|power bi"
    "|business central|commerce cloud|azure ad|active directory|power automate"
    # Parts of an integration that count as a system of their own.
    "|webhook|middleware|sso|saml|scim|erp|crm"
)
