<#import "parts.ftl" as mail>
<@mail.linked button=msg("einlassExecuteActionsButton") unexpected=msg("einlassExecuteActionsUnexpected")>
<@mail.p>${msg("einlassExecuteActionsLead", mail.shared.company)}</@mail.p>
<ul style="margin:0 0 16px;padding:0 0 0 24px">
<#list mail.shared.actions() as action>
<li>${action}</li>
</#list>
</ul>
</@mail.linked>
