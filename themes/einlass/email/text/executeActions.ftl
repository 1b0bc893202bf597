<#ftl output_format="plainText">
<#import "template.ftl" as layout>
<@layout.linked unexpected=msg("einlassExecuteActionsUnexpected")>
${msg("einlassExecuteActionsLead", layout.shared.company)}

<#list layout.shared.actions() as action>
- ${action}
</#list>
</@layout.linked>
