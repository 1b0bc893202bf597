<#import "template.ftl" as layout>
<@layout.linked button=msg("einlassExecuteActionsButton") unexpected=msg("einlassExecuteActionsUnexpected")>
<@layout.p>${msg("einlassExecuteActionsLead", layout.shared.company)}</@layout.p>
<ul style="margin:0 0 16px;padding:0 0 0 24px">
<#list layout.shared.actions() as action>
<li>${action}</li>
</#list>
</ul>
</@layout.linked>
