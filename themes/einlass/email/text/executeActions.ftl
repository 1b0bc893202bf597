<#ftl output_format="plainText">
<#import "parts.ftl" as mail>
<@mail.linked button=msg("einlassExecuteActionsButton") unexpected=msg("einlassExecuteActionsUnexpected")>
${msg("einlassExecuteActionsLead", mail.shared.company)}

<#list mail.shared.actions() as action>
- ${action}
</#list>
</@mail.linked>
