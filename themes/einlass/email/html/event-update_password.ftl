<#import "parts.ftl" as mail>
<@mail.notice lead=msg("einlassUpdatePasswordLead", mail.shared.company)/>
